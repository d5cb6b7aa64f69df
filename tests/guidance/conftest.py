"""Occupations made up for the tests, and a clock that stands still."""

from tests.support.guidance_fixtures import notebook, now, occupation, training

__all__ = ["notebook", "now", "occupation", "training"]
