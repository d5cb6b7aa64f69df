"""Prototypes that are measured and never served (docs/prototypes/)."""
