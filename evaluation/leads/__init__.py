"""Measures leads, lists and comparisons on independently written talks."""
