"""An empty notebook, a clock that stands still, and turns outside the worker."""

from tests.support.guidance_fixtures import notebook, now, sentences
from tests.support.turn_fixtures import act, blank_turn, make_turn, turn_engine

__all__ = [
    "act",
    "blank_turn",
    "make_turn",
    "notebook",
    "now",
    "sentences",
    "turn_engine",
]
