"""Seeded people, without any language model, who talk to the real dialogue."""
