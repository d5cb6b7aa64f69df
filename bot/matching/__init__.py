"""Matching of occupations: catalogue, scores, reasons and diversity."""
