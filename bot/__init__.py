"""Boussole, the orientation assistant of a Cité des Métiers."""

import os

# Before Rasa or the embedding engine is imported anywhere: nothing is reported outside, and one
# thread an embedding (two processes with two each spin against each other: 400 ms for 5).
os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # whatever the machine says
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
