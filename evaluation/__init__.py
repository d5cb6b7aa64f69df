"""Measures the dialogue with what taught it nothing."""
