"""Boussole, the orientation assistant of a Cité des Métiers."""

import os

# Set before Rasa or the embedding engine is imported: no telemetry, and one thread per embedding
# (two processes with two threads each slow each other down: 400 ms instead of 5).
os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # overrides the environment
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
