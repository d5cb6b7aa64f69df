"""Measures which facts of a message are noted, against hand-written expectations."""
