"""Measurements of speed and quality, in one run on this machine."""
