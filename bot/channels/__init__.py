"""Wire formats of the channels ↔ the message model, and nothing else."""
