"""Long measurements against a served process, each run by `python -m tests.soak.<name>`."""
