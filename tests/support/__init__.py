"""Doubles, factories and clients that the tests share."""
