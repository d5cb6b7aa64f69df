"""Turns outside the worker: one action, or one reading, in a transaction that is rolled back."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import rasa_sdk
from sqlalchemy.engine import Engine

from bot.notebook.model import Notebook
from bot.storage import conversation_repository
from bot.storage import database_engine as engines
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import writing
from bot.turn_context import Turn

PERSON = "a" * 64


@pytest.fixture(scope="session")
def turn_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all these turns: none of them commits."""
    engine = engines.create_database_engine(
        f"sqlite:///{tmp_path_factory.mktemp('turns') / 'boussole.sqlite'}"
    )
    migrate_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def blank_turn(
    library: Any, whole_catalogue: Any, settings: Any, clock: Any, turn_engine: Engine
) -> Iterator[Turn]:
    """The first turn of somebody; `dataclasses.replace` makes others of it."""
    with writing(turn_engine) as unit:
        yield Turn(
            unit=unit,
            conversation=conversation_repository.create_conversation(unit, PERSON, "web", clock()),
            person=PERSON,
            channel="web",
            text="",
            label="",
            now=clock(),
            library=library,
            catalogue=whole_catalogue,
            settings=settings,
            key=b"k" * 32,
        )


@pytest.fixture
def make_turn(blank_turn: Turn) -> Callable[..., Turn]:
    """`make_turn("texte", notebook, channel=…)`: a turn of its own, with a notebook of its own."""

    def make(text: str = "", notebook: Notebook | None = None, **changes: Any) -> Turn:
        turn = replace(blank_turn, text=text, values={}, slots={}, _changes={}, **changes)
        # Copied by pickle, in a fifth of the time of copy.deepcopy.
        turn.__dict__["notebook"] = pickle.loads(pickle.dumps(notebook or Notebook()))
        return turn

    return make


@pytest.fixture
def act() -> Callable[..., list[dict[str, Any]]]:
    """`act(turn, "action_x", values, slots)`: what it said, each with its response and facts."""
    from bot.dialogue.in_process_actions import TurnDispatcher, registry

    def run(
        turn: Turn, name: str, values: dict[str, Any] | None = None, slots: Any = None
    ) -> list[dict[str, Any]]:
        dispatcher = TurnDispatcher(turn)
        entities = [{"entity": key, "value": value} for key, value in (values or {}).items()]
        tracker = rasa_sdk.Tracker(
            turn.person, slots or {}, {"entities": entities}, [], False, None, {}, None
        )
        registry()[name](dispatcher, tracker, {})
        return dispatcher.messages

    return run
