"""French text: folding, spelling, sounds and word lists. Imports nothing else of the project."""
