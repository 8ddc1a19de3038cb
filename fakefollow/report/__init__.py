"""Reports: plain results as text and files for people. Knows no arithmetic of its own."""
