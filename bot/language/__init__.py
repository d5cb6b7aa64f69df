"""French text: folding, spelling, phonetics and word lists. Imports nothing else of the project."""
