"""Replace modules that Rasa imports but a serving process never runs.

The processor of Rasa imports TensorFlow, Keras, parts of scikit-learn and every stock channel and
store: two thirds of the start time and more than half of the memory. Training runs in its own
process (`model_training`) without these stubs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence, Set
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Optional

UNUSED_MODULES = frozenset(
    {
        # Used by neural components only.
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
        "rasa.utils.tensorflow.model_data",
        # Validates a training before it starts.
        "rasa.graph_components.validators.default_recipe_validator",
        # The command line of spaCy.
        "spacy.cli",
        # Clients of the stock channels.
        "aiogram",
        "fbmessenger",
        "mattermostwrapper",
        "rocketchat_API",
        "sanic_jwt",
        "slack_sdk",
        "socketio",
        "twilio",
        "webexteamssdk",
        # Clients of the stock stores, brokers and reports.
        "boto3",
        "botocore",
        "matplotlib",
        "pymongo",
        # Prompts of `rasa init` and `rasa interactive`.
        "questionary",
        "prompt_toolkit",
    }
)
# Fit the shipped weights; a serving installation lacks them (`requirements-serve-excludes.txt`).
FITTING_MODULES = frozenset({"scipy", "sklearn"})
SERVING_STUBS = UNUSED_MODULES | FITTING_MODULES


class StubUsed(RuntimeError):
    """A stubbed module was about to be used."""


def install_stubs(unused: Set[str] = UNUSED_MODULES) -> None:
    """Replace the modules; call it before anything imports Rasa."""
    if not any(isinstance(finder, _StubFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _StubFinder(unused))


def list_missing_modules(modules: Set[str] = FITTING_MODULES) -> frozenset[str]:
    """Return those that are not installed; call it before they are stubbed."""
    return frozenset(name for name in modules if find_spec(name) is None)


class _StubFinder(MetaPathFinder, Loader):
    def __init__(self, unused: Set[str]) -> None:
        self._unused = unused

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        if any(name == unused or name.startswith(f"{unused}.") for unused in self._unused):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StubModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


class _StubModule(ModuleType):
    """Returns a class for every name, usable in annotations, `except` and as a base;
    instantiating one fails."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,), {"__module__": self.__name__, "__init__": _raise_stub_used})
        setattr(self, name, made)
        return made


def _raise_stub_used(self: Any, *args: Any, **kwargs: Any) -> None:
    raise StubUsed(f"{type(self).__module__}.{type(self).__name__} is left out of serving")
