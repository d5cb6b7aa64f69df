"""Rasa, embedded: what was meant, what happens next, and with which sentence it is said."""
