"""Dates, entries and appointments as values for sentences, pages and messages."""
