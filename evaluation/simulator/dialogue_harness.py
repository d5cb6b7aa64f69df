"""Runs the real dialogue in this process, without network, with a new database per talk."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Optional

from bot.cli.terminal_conversation import TerminalConversation
from bot.dialogue.agent import Dialogue
from bot.matching.catalogue import Catalogue
from bot.messaging.turn_dependencies import TurnDependencies
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.privacy.pseudonyms import derive_pseudonym
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage import database_engine
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import reading
from evaluation.simulator.professions import Profession, list_professions
from evaluation.simulator.simulated_person import PersonMove
from evaluation.simulator.talk_transcript import NotebookNotes, RecordedTurn
from knowledge.library import CurrentLibrary, Library

HARNESS_KEY = b"a key that guards simulated people"
OPENING_TIME = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
BETWEEN_TURNS = dt.timedelta(seconds=40)
# Long enough that a busy machine does not change an answer.
TURN_SECONDS = 120
# « Source : Jurys du secondaire, 3 mars 2026. » (`utter_question_source`)
_SOURCE_IN_TEXT = re.compile(r"\bSource : ([^,.)]+)")


@dataclass(frozen=True)
class DialogueHarness:
    """The dialogue and its data. `folder` holds temporary databases and keys."""

    dialogue: Dialogue
    library: Library
    settings: Settings
    folder: Path

    @cached_property
    def trades(self) -> Mapping[str, Profession]:
        """All professions, by id."""
        return {trade.id: trade for trade in list_professions(self.library.base)}

    @contextlib.contextmanager
    def talk(self, seed: int) -> Iterator[SimulatedConversation]:
        """Start a conversation of a new person."""
        path = Path(shutil.copy(self._empty_database, self.folder / "talk.sqlite"))
        engine = database_engine.create_database_engine(f"sqlite:///{path}")
        clock = SimulatedClock()
        parts = TurnDependencies(
            engine=engine,
            dialogue=self.dialogue,
            current=CurrentLibrary.of(self.library, clock().date()),
            catalogue=self._catalogue,
            settings=self._settings,
            key=HARNESS_KEY,
            vault=Vault.of(self._settings),
            clock=clock,
        )
        try:
            yield SimulatedConversation(parts, seed, clock, self.trades)
        finally:
            engine.dispose()

    @cached_property
    def _catalogue(self) -> Catalogue:
        base = self.library.base
        return Catalogue(base.occupations.values(), base.contexts, self.library.skills.skills)

    @cached_property
    def _settings(self) -> Settings:
        changes = {"data": self.folder, "database": None, "turn_seconds": TURN_SECONDS}
        return self.settings.copy(update=changes).with_site_defaults(self.library.base.place)

    @cached_property
    def _empty_database(self) -> Path:
        """A migrated empty database; copying it is a hundred times faster than creating it."""
        path = self.folder / "empty.sqlite"
        engine = database_engine.create_database_engine(f"sqlite:///{path}")
        migrate_schema(engine)
        engine.dispose()
        return path


class SimulatedClock:
    """A clock that advances only between turns, to keep talks reproducible."""

    def __init__(self) -> None:
        self.now = OPENING_TIME

    def __call__(self) -> dt.datetime:
        return self.now


class SimulatedConversation(TerminalConversation):
    """A terminal conversation whose turns are recorded."""

    def __init__(
        self,
        parts: TurnDependencies,
        seed: int,
        clock: SimulatedClock,
        trades: Mapping[str, Profession],
    ) -> None:
        super().__init__(parts)
        self._person = derive_pseudonym("simulator", str(seed), parts.key)
        self._clock = clock
        self._ids = {trade.both: trade.id for trade in trades.values()}

    def answer(self, move: PersonMove) -> RecordedTurn:
        """Play a move and return the recorded turn."""
        self._clock.now += BETWEEN_TURNS
        number = None if move.button is None else str(move.button + 1)
        heard = self.hear(move.said if number is None else {"choose": number})
        replies = heard["replies"]
        cards = [card for reply in replies for card in reply["cards"]]
        buttons = _list_button_labels(replies)
        titles = [*(card["title"] for card in cards), *buttons]
        return RecordedTurn(
            said=move.said,
            labels=move.labels,
            named=move.named,
            replies=tuple(map(_reply_text, replies)),
            buttons=tuple(buttons),
            sources=tuple(_list_sources(replies)),
            shown=tuple(dict.fromkeys(self._ids[t] for t in titles if t in self._ids)),
            intent=heard["intent"] or "",
            signal=heard["signal"],
            notes=self._notes(),
        )

    def _notes(self) -> NotebookNotes:
        kept = self.notebook()
        return NotebookNotes.of(kept) if kept else NotebookNotes()

    def notebook(self) -> Optional[Notebook]:
        """Return the stored notebook, None if there is none."""
        with reading(self._parts.engine) as unit:
            kept = notebook_repository.find_notebook(unit, self._person)
        return Notebook.from_json(kept.data) if kept else None


def _list_button_labels(replies: list[dict[str, Any]]) -> list[str]:
    """Return the labels of the buttons, in order of their numbers."""
    holders = [holder for reply in replies for holder in (*reply["cards"], reply)]
    choices = [choice for holder in holders for choice in holder["choices"]]
    return [choice["label"] for choice in sorted(choices, key=lambda choice: int(choice["n"]))]


def _list_sources(replies: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the sources told by cards and, after an answer, in its text."""
    for reply in replies:
        yield from (card["source"] for card in reply["cards"] if card["source"])
        yield from _SOURCE_IN_TEXT.findall(reply["text"] or "")


def _reply_text(reply: dict[str, Any]) -> str:
    parts = [reply["text"], reply["image"]["alt"] if reply["image"] else ""]
    for card in reply["cards"]:
        parts += [card["title"], card["text"]]
    return "\n".join(filter(None, parts))
