"""Loads `evaluation/`, which an installation for serving need not have."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class EvaluationMissing(RuntimeError):
    """The package `evaluation` is not installed beside the service."""


def load_evaluation(name: str) -> ModuleType:
    """Import `evaluation.<name>`.

    Raises:
        EvaluationMissing: the package is not installed. Errors inside the module are passed on.
    """
    try:
        return import_module(f"evaluation.{name}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "evaluation":
            raise
        raise EvaluationMissing(
            "this command needs the package `evaluation`, which is not installed here; "
            "run it from a checkout of the project"
        ) from error
