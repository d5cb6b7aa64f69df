"""Plays the same talks with this service and with a plain Rasa project made of the same data."""
