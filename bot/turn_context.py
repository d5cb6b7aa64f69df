"""What an action gets: the turn. It reads values, calls one service, says facts, sets slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Optional

from rasa_sdk import Tracker

from bot.channel_registry import ChannelCapabilities, find_capabilities
from bot.choice_payloads import Payload
from bot.guidance.salience import OCCUPATION, Referent, Salience
from bot.matching.catalogue import Catalogue
from bot.messages import TakenBack
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.privacy.network_hashes import NetworkHashes
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork
from knowledge.entry_schema import Occupation
from knowledge.imported_models import RomeSheet
from knowledge.library import Library

SayFunction = Callable[..., None]
# A sentence of the domain, filled: for what is stored as it was shown (a summary).
RenderSentence = Callable[..., str]


def _raise_no_sentences(name: str, **facts: Any) -> str:
    """`rasa run actions` knows no domain; there nobody is handed over."""
    raise RuntimeError(f"no sentences here: {name}")


@dataclass
class Turn:
    """One message being answered, in one transaction.

    `person` is a pseudonym. `text` is what was typed (redacted; of a correction, what it puts in
    place: `bot.dialogue.self_corrections`), empty for a press of a button; `label` is what that
    said. `values` are what the button carried, or what was linked in the text. `now` is aware; no
    rule reads a clock. `seq`: the message's number. `first`: nothing was said before. `answering`:
    the words were understood as the answer to the open question. `code`: the keyed hash of a code
    that was typed. `salience`: what the talk is about, written back at its end. `more_to_come`:
    another act of the same message follows, so nothing is asked yet. `reading`: what the message
    says by itself (`bot.dialogue.reading`); `further`: what it asks beside its first request;
    `alternatives`: what it may mean where nothing is sure, each an intent with its values;
    `parses`: the model's parse data of its segments. `taken_back`: what leaves the screen; nothing
    of the tracker's past stays then. `networks`: which conversations come from the same network.
    """

    unit: UnitOfWork
    conversation: int
    person: str
    channel: str
    text: str
    label: str
    now: dt.datetime
    library: Library
    catalogue: Catalogue
    settings: Settings
    key: bytes
    first: bool = False
    seq: int = 0
    ranking: tuple[str, ...] = ()
    is_answer: bool = False
    code: Optional[str] = None
    sentence: RenderSentence = _raise_no_sentences
    networks: NetworkHashes = field(default_factory=NetworkHashes)
    salience: Salience = field(default_factory=Salience)
    more_to_come: bool = False
    reading: Any = None
    further_acts: list[Any] = field(default_factory=list)
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    parses: dict[str, dict[str, Any]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    forgotten: bool = False
    taken_back: Optional[TakenBack] = None
    _say: Optional[SayFunction] = None
    _changes: dict[str, Any] = field(default_factory=dict)
    _kept: Optional[notebook_repository.StoredNotebook] = None

    def hear(self, tracker: Tracker, say: SayFunction) -> None:
        """Called before each action: what the tracker holds now, and where to speak."""
        message = tracker.latest_message
        self.values = {e["entity"]: e["value"] for e in message.get("entities") or ()}
        self.slots = dict(tracker.slots)
        self._say = say

    @cached_property
    def notebook(self) -> Notebook:
        """The person's notebook; `close` writes it back when it changed."""
        self._kept = notebook_repository.find_notebook(self.unit, self.person)
        return Notebook.from_json(self._kept.data) if self._kept else Notebook()

    def chosen(self, kind: type[Payload]) -> Optional[Payload]:
        """What was pressed or meant, of the payloads of this kind; None for anything else."""
        return kind.parse(self.values.get("value"))

    @property
    def capabilities(self) -> ChannelCapabilities:
        """What the person's channel can do."""
        return find_capabilities(self.channel)

    @property
    def said(self) -> str:
        """What the person said, typed or pressed."""
        return self.text or self.label

    @property
    def words(self) -> str:
        """The person's free words: typed, or carried by the button under them."""
        return self.text or str(self.values.get("words") or "")

    @property
    def vector(self) -> Any:
        """The sentence vector of these words; cached since a typed text was understood."""
        return self.library.embedder.query(self.words)

    @property
    def occupation(self) -> Optional[Occupation]:
        """The profession meant: carried or linked now, else the one spoken about.

        None when what is named now may be several (« électricien »), or is a French sheet.
        """
        chosen = self.values.get("occupation")
        if not chosen and not self.values.get("candidates") and not self.values.get("sheet"):
            chosen = self.slots.get("occupation")
        return self.library.base.occupations.get(chosen) if chosen else None

    @property
    def sheet(self) -> Optional[RomeSheet]:
        """The French sheet meant now, when no profession of ours is."""
        if self.values.get("occupation"):
            return None
        return self.library.base.sheets.get(self.values.get("sheet") or "")

    def say(self, response: str, **facts: Any) -> None:
        """Say a response of the domain with these facts."""
        if self._say is None:
            raise RuntimeError("nothing can be said before the turn is heard")
        self._say(response=response, vous=bool(self.notebook.formal), **facts)

    def say_next_variant(self, response: str, **facts: Any) -> None:
        """Say a response that comes back in a talk, in other words than the time before."""
        told = dict(self.slots.get("variants") or {})
        told[response] = told.get(response, -1) + 1
        self.set(variants=told)
        self.say(response, nth=told[response], **facts)

    def set(self, **slots: Any) -> None:
        """Set slots for the turns to come, and for the rest of this one."""
        self._changes.update(slots)
        if slots.get("occupation"):
            self.talk_about(OCCUPATION, slots["occupation"])
        self.slots.update(slots)

    def talk_about(self, kind: str, entry_id: str) -> None:
        """This is what is spoken about from now on."""
        self.salience = self.salience.about(Referent(kind, entry_id))

    def changes(self) -> dict[str, Any]:
        """The slots set since the last call."""
        changed, self._changes = self._changes, {}
        return changed

    def forget(self) -> None:
        """After an erasure: nothing that this turn read is written back."""
        self.forgotten = True
        self.__dict__["notebook"] = Notebook()
        self.salience = Salience()

    def close(self) -> None:
        """Write the notebook if this turn changed it."""
        if self.forgotten or "notebook" not in self.__dict__:
            return
        if not self.keep() and self._kept:
            notebook_repository.update_last_used(self.unit, self.person, self._kept, self.now)

    def keep(self) -> bool:
        """Write the notebook now, for a service that needs it stored; whether it had changed."""
        data = self.notebook.to_json()
        changed = data != (self._kept.data if self._kept else Notebook().to_json())
        if changed:
            was_there = self._kept is not None
            notebook_repository.save_notebook(
                self.unit, self.person, self.key, data, self.now, was_there
            )
            self._kept = notebook_repository.StoredNotebook(data, self.now)
        return changed

    def reload_notebook(self) -> None:
        """After a service put another notebook in the place of this one: read that."""
        self.__dict__.pop("notebook", None)
        self._kept = None
