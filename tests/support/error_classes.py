"""The errors of a family that code raises."""

from __future__ import annotations

from collections.abc import Iterator


def list_raised_kinds(kind: type[Exception]) -> Iterator[type[Exception]]:
    """The classes at and below `kind` that have none below them."""
    below = kind.__subclasses__()
    for each in below:
        yield from list_raised_kinds(each)
    if not below:
        yield kind
