"""The real dialogue, in this process and without a network, over a new database for each talk."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Optional

from bot.cli.talk import Talk
from bot.conversation.turn import Parts
from bot.dialogue.agent import Dialogue
from bot.guidance import shelf
from bot.guidance.catalogue import Catalogue
from bot.guidance.notebook import Notebook
from bot.privacy.pseudonyms import pseudonym
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage import engine as engines
from bot.storage.migrate import migrate
from bot.storage.unit_of_work import reading
from evaluation.simulator.people import Move
from evaluation.simulator.trades import Trade, trades_of
from evaluation.simulator.transcript import Notes, Turn
from knowledge.library import Current, Library

KEY = b"a key that guards simulated people"
OPENED = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
BETWEEN_TURNS = dt.timedelta(seconds=40)
# No answer is cut short because the machine is busy.
TURN_SECONDS = 120


@dataclass(frozen=True)
class Stage:
    """`folder`: for databases and keys, thrown away afterwards."""

    dialogue: Dialogue
    library: Library
    settings: Settings
    folder: Path

    @cached_property
    def trades(self) -> Mapping[str, Trade]:
        """Every profession, by id."""
        return {trade.id: trade for trade in trades_of(self.library.base)}

    @contextlib.contextmanager
    def talk(self, seed: int) -> Iterator[Chat]:
        """A new person in front of the bot."""
        path = Path(shutil.copy(self._empty_database, self.folder / "talk.sqlite"))
        engine = engines.create(f"sqlite:///{path}")
        clock = Clock()
        parts = Parts(
            engine=engine,
            dialogue=self.dialogue,
            current=Current.of(self.library, clock().date()),
            catalogue=self._catalogue,
            settings=self._settings,
            key=KEY,
            vault=Vault.of(self._settings),
            clock=clock,
        )
        try:
            yield Chat(parts, seed, clock, self.trades)
        finally:
            engine.dispose()

    @cached_property
    def _catalogue(self) -> Catalogue:
        base = self.library.base
        return Catalogue(base.occupations.values(), base.contexts, self.library.skills.skills)

    @cached_property
    def _settings(self) -> Settings:
        changes = {"data": self.folder, "database": None, "turn_seconds": TURN_SECONDS}
        return self.settings.copy(update=changes).for_site(self.library.base.place)

    @cached_property
    def _empty_database(self) -> Path:
        """To copy it takes a hundredth of the time to make it."""
        path = self.folder / "empty.sqlite"
        engine = engines.create(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        return path


class Clock:
    """Time that passes between turns only, so that a seed gives the same talk again."""

    def __init__(self) -> None:
        self.now = OPENED

    def __call__(self) -> dt.datetime:
        return self.now


class Chat(Talk):
    """A person at a terminal whose turns are kept as records."""

    def __init__(self, parts: Parts, seed: int, clock: Clock, trades: Mapping[str, Trade]) -> None:
        super().__init__(parts)
        self._person = pseudonym("simulator", str(seed), parts.key)
        self._clock = clock
        self._ids = {trade.both: trade.id for trade in trades.values()}

    def answer(self, move: Move) -> Turn:
        """What was answered to a move, and the notebook after it."""
        self._clock.now += BETWEEN_TURNS
        number = None if move.button is None else str(move.button + 1)
        heard = self.hear(move.said if number is None else {"choose": number})
        replies = heard["replies"]
        cards = [card for reply in replies for card in reply["cards"]]
        buttons = _buttons(replies)
        titles = [*(card["title"] for card in cards), *buttons]
        return Turn(
            said=move.said,
            labels=move.labels,
            named=move.named,
            replies=tuple(map(_text, replies)),
            buttons=tuple(buttons),
            sources=tuple(card["source"] for card in cards if card["source"]),
            shown=tuple(dict.fromkeys(self._ids[t] for t in titles if t in self._ids)),
            intent=heard["intent"] or "",
            signal=heard["signal"],
            notes=self._notes(),
        )

    def _notes(self) -> Notes:
        kept = self.notebook()
        return Notes.of(kept) if kept else Notes()

    def notebook(self) -> Optional[Notebook]:
        """As it is stored now; None while there is none."""
        with reading(self._parts.engine) as unit:
            kept = shelf.fetch(unit, self._person)
        return Notebook.from_json(kept.data) if kept else None


def _buttons(replies: list[dict[str, Any]]) -> list[str]:
    """Their labels, in the order of their numbers."""
    holders = [holder for reply in replies for holder in (*reply["cards"], reply)]
    choices = [choice for holder in holders for choice in holder["choices"]]
    return [choice["label"] for choice in sorted(choices, key=lambda choice: int(choice["n"]))]


def _text(reply: dict[str, Any]) -> str:
    parts = [reply["text"], reply["image"]["alt"] if reply["image"] else ""]
    for card in reply["cards"]:
        parts += [card["title"], card["text"]]
    return "\n".join(filter(None, parts))
