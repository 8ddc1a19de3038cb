"""Results: what the benches found, as tables, goals and pictures."""
