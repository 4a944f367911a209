"""Turns the tree into one zip for each function. The same tree gives the same bytes on every machine."""
