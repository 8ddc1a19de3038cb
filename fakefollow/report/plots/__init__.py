"""Plots: displays with matplotlib in the style of scikit-learn, and where marks of the page's SVG lie."""
