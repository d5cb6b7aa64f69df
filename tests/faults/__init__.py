"""Faults under load: what clients did and saw is compared with what the database holds."""
