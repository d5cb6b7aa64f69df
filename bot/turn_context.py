"""The turn, which actions use to read values, say responses and set slots."""

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
# Renders a sentence of the domain as text, for what is stored as shown (a summary).
RenderSentence = Callable[..., str]


def _raise_no_sentences(name: str, **facts: Any) -> str:
    """The default for `rasa run actions`, which has no domain."""
    raise RuntimeError(f"no sentences here: {name}")


@dataclass
class Turn:
    """A message being answered, in one transaction.

    Attributes:
        person: the person's pseudonym.
        text: the typed text, redacted and with self-corrections applied
            (`bot.dialogue.self_corrections`); empty for a press.
        label: the label of the pressed button.
        now: the aware time of the turn; rules never read a clock.
        first: no turn came before.
        seq: the message's number.
        is_answer: the text was understood as the answer to the open question.
        code: the keyed hash of a typed code.
        networks: which conversations come from the same network.
        salience: what the conversation is about, stored at the end.
        more_to_come: another act of the message follows, so nothing is asked yet.
        reading: what the message says by itself (`bot.dialogue.reading`).
        further_acts: what it asks besides its first request.
        alternatives: possible meanings if none is certain, each an intent with its values.
        parses: the model's parse data by segment.
        values: the values of the button, or those linked in the text.
        taken_back: what to remove from the screen; the tracker's past is dropped then.
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
        """Read the tracker before an action, and set where responses go."""
        message = tracker.latest_message
        self.values = {e["entity"]: e["value"] for e in message.get("entities") or ()}
        self.slots = dict(tracker.slots)
        self._say = say

    @cached_property
    def notebook(self) -> Notebook:
        """The person's notebook; `close` stores it if it changed."""
        self._kept = notebook_repository.find_notebook(self.unit, self.person)
        return Notebook.from_json(self._kept.data) if self._kept else Notebook()

    def chosen(self, kind: type[Payload]) -> Optional[Payload]:
        """Return the payload of this kind that the message carries; None for anything else."""
        return kind.parse(self.values.get("value"))

    @property
    def capabilities(self) -> ChannelCapabilities:
        """The capabilities of the person's channel."""
        return find_capabilities(self.channel)

    @property
    def said(self) -> str:
        """The typed text, or the label of the pressed button."""
        return self.text or self.label

    @property
    def words(self) -> str:
        """The person's free text: typed, or carried by the button below it."""
        return self.text or str(self.values.get("words") or "")

    @property
    def vector(self) -> Any:
        """The sentence vector of `words`, usually cached by preprocessing."""
        return self.library.embedder.query(self.words)

    @property
    def occupation(self) -> Optional[Occupation]:
        """The profession of the message, else the one that the conversation is about.

        None if the message names several candidates (« électricien ») or a French sheet.
        """
        chosen = self.values.get("occupation")
        if not chosen and not self.values.get("candidates") and not self.values.get("sheet"):
            chosen = self.slots.get("occupation")
        return self.library.base.occupations.get(chosen) if chosen else None

    @property
    def sheet(self) -> Optional[RomeSheet]:
        """The French sheet of the message; None if it has a profession of the base."""
        if self.values.get("occupation"):
            return None
        return self.library.base.sheets.get(self.values.get("sheet") or "")

    def say(self, response: str, **facts: Any) -> None:
        """Say a response of the domain with these facts.

        Raises:
            RuntimeError: called before `hear`.
        """
        if self._say is None:
            raise RuntimeError("nothing can be said before the turn is heard")
        self._say(response=response, vous=bool(self.notebook.formal), **facts)

    def say_next_variant(self, response: str, **facts: Any) -> None:
        """Say the next variant of a response that repeats in a conversation."""
        variants = dict(self.slots.get("variants") or {})
        variants[response] = variants.get(response, -1) + 1
        self.set(variants=variants)
        self.say(response, nth=variants[response], **facts)

    def set(self, **slots: Any) -> None:
        """Set slots for the rest of this turn and for later ones."""
        self._changes.update(slots)
        if slots.get("occupation"):
            self.talk_about(OCCUPATION, slots["occupation"])
        self.slots.update(slots)

    def talk_about(self, kind: str, entry_id: str) -> None:
        """Make an entry the subject of the conversation."""
        self.salience = self.salience.about(Referent(kind, entry_id))

    def changes(self) -> dict[str, Any]:
        """Return the slots set since the last call."""
        changed, self._changes = self._changes, {}
        return changed

    def forget(self) -> None:
        """Reset the turn after an erasure, so that nothing it read is stored again."""
        self.forgotten = True
        self.__dict__["notebook"] = Notebook()
        self.salience = Salience()

    def close(self) -> None:
        """Store the notebook if this turn changed it, else the time of its last use."""
        if self.forgotten or "notebook" not in self.__dict__:
            return
        if not self.keep() and self._kept:
            notebook_repository.update_last_used(self.unit, self.person, self._kept, self.now)

    def keep(self) -> bool:
        """Store the notebook now; returns whether it had changed."""
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
        """Read the notebook again after a service replaced it."""
        self.__dict__.pop("notebook", None)
        self._kept = None
