"""Turns outside the worker (tests/one_turn.py)."""

from one_turn import act, blank_turn, make_turn, turn_engine

__all__ = ["act", "blank_turn", "make_turn", "turn_engine"]
