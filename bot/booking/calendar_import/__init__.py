"""Import of a counsellor's calendar file, read in a sandbox and stored as busy times."""
