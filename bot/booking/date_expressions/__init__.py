"""Parsing of French date and time expressions, relative to today."""
