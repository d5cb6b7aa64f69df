"""Turns outside the worker, for the pages that say how the bot is changed."""

from tests.support.turn_fixtures import blank_turn, make_turn, turn_engine

__all__ = ["blank_turn", "make_turn", "turn_engine"]
