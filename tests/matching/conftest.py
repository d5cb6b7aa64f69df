"""Catalogues of occupations made up for the tests, and notebooks to match with them."""

from tests.support.guidance_fixtures import (
    catalogue,
    notebook,
    now,
    occupation,
    random_notebook,
    training,
    whole_rome,
)

__all__ = [
    "catalogue",
    "notebook",
    "now",
    "occupation",
    "random_notebook",
    "training",
    "whole_rome",
]
