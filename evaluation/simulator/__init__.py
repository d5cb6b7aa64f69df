"""Seeded rule-based people, without a language model, who talk to the real dialogue."""
