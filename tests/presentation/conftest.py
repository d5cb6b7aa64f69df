"""Turns outside the worker (tests/support/turn_fixtures.py)."""

from tests.support.turn_fixtures import act, blank_turn, make_turn, turn_engine

__all__ = ["act", "blank_turn", "make_turn", "turn_engine"]
