"""Figures of speed and memory, printed by commands; a package, so that none of that name elsewhere is taken for it."""
