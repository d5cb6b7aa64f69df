"""A counsellor's own calendar file: read in a sandbox, kept as busy times."""
