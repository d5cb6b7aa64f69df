"""The turn that every action receives: its inputs, its replies and the notebook."""

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
# Renders a response of the domain to text, for what is stored as it was shown (a summary).
RenderSentence = Callable[..., str]


def _raise_no_sentences(name: str, **facts: Any) -> str:
    """Stand in for the domain under `rasa run actions`, which has none and hands nobody over."""
    raise RuntimeError(f"no domain to render {name} from")


@dataclass
class Turn:
    """One message being answered, in one transaction.

    Attributes:
        person: The pseudonym of the sender.
        text: The typed text, redacted; for a correction, the corrected text
            (`bot.dialogue.self_corrections`). Empty when a button was pressed.
        corrects: Whether it corrects the message before.
        label: The label of the pressed button.
        now: The aware time at which the turn runs; no rule reads a clock.
        first: Whether this is the first message of the conversation.
        seq: The number of the message.
        is_answer: Whether the text was understood as the answer to the open question.
        code: The keyed hash of a typed code.
        ranking: The intents of the model, the likeliest first.
        sentence: Renders a response of the domain to text.
        networks: Groups the conversations that come from one network.
        salience: What the conversation is about; saved at the end of the turn.
        aside: What the message before told of without making it the subject.
        more_to_come: Whether another act of the same message follows, so no question is asked yet.
        reading: The message read without its context (`bot.dialogue.reading`).
        further_acts: The requests of the message after the first.
        alternatives: Possible meanings of an uncertain message, each an intent with its values.
        offered: Answers of the team, by id, that are likely enough for a button beside the reply.
        parses: The model's parse data for each segment of the message.
        values: The payload of the button, or the entities linked in the text.
        taken_back: The messages to remove from the screen; the tracker is then cleared.
        responses: The names of the responses said so far.
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
    corrects: bool = False
    seq: int = 0
    ranking: tuple[str, ...] = ()
    is_answer: bool = False
    code: Optional[str] = None
    sentence: RenderSentence = _raise_no_sentences
    networks: NetworkHashes = field(default_factory=NetworkHashes)
    salience: Salience = field(default_factory=Salience)
    aside: Optional[Referent] = None
    more_to_come: bool = False
    reading: Any = None
    further_acts: list[Any] = field(default_factory=list)
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    offered: tuple[str, ...] = ()
    parses: dict[str, dict[str, Any]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    forgotten: bool = False
    taken_back: Optional[TakenBack] = None
    responses: list[str] = field(default_factory=list)
    _say: Optional[SayFunction] = None
    _changes: dict[str, Any] = field(default_factory=dict)
    _stored: Optional[notebook_repository.StoredNotebook] = None

    def hear(self, tracker: Tracker, say: SayFunction) -> None:
        """Load the entities and slots of the tracker; called before each action."""
        message = tracker.latest_message
        self.values = {e["entity"]: e["value"] for e in message.get("entities") or ()}
        self.slots = dict(tracker.slots)
        self._say = say

    @cached_property
    def notebook(self) -> Notebook:
        """The person's notebook; `close` saves it if it changed."""
        self._stored = notebook_repository.find_notebook(self.unit, self.person)
        return Notebook.from_json(self._stored.data) if self._stored else Notebook()

    def chosen(self, kind: type[Payload]) -> Optional[Payload]:
        """Return the payload of this kind that was pressed or understood, if any."""
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
        """The person's own words: typed, or carried by the pressed button."""
        return self.text or str(self.values.get("words") or "")

    @property
    def vector(self) -> Any:
        """The sentence vector of `words`; the embedder caches it for typed text."""
        return self.library.embedder.query(self.words)

    @property
    def occupation(self) -> Optional[Occupation]:
        """The profession carried by the message, else the current one of the conversation.

        None when the name is ambiguous (« électricien ») or matches a French ROME sheet.
        """
        chosen = self.values.get("occupation")
        if not chosen and not self.values.get("candidates") and not self.values.get("sheet"):
            chosen = self.slots.get("occupation")
        return self.library.base.occupations.get(chosen) if chosen else None

    @property
    def sheet(self) -> Optional[RomeSheet]:
        """The French ROME sheet that the message names, unless it names a Belgian profession."""
        if self.values.get("occupation"):
            return None
        return self.library.base.sheets.get(self.values.get("sheet") or "")

    def say(self, response: str, **facts: Any) -> None:
        """Add a response of the domain to the reply, filled with these facts.

        Raises:
            RuntimeError: `hear` was not called.
        """
        if self._say is None:
            raise RuntimeError("hear() must be called before say()")
        self.responses.append(response)
        self._say(response=response, vous=bool(self.notebook.formal), **facts)

    def say_next_variant(self, response: str, **facts: Any) -> None:
        """Say a recurring response in its next wording."""
        self.say(response, nth=self.count_variant(response), **facts)

    def count_variant(self, response: str) -> int:
        """Return how often this response was given before, and count this time."""
        counts = dict(self.slots.get("variants") or {})
        counts[response] = counts.get(response, -1) + 1
        self.set(variants=counts)
        return int(counts[response])

    def set(self, **slots: Any) -> None:
        """Set slots for the rest of this turn and for later ones."""
        self._changes.update(slots)
        if slots.get("occupation"):
            self.talk_about(OCCUPATION, slots["occupation"])
        self.slots.update(slots)

    def talk_about(self, kind: str, entry_id: str) -> None:
        """Make this entry the subject of the conversation."""
        self.salience = self.salience.about(Referent(kind, entry_id))

    def changes(self) -> dict[str, Any]:
        """Return the slots set since the last call."""
        changes, self._changes = self._changes, {}
        return changes

    def forget(self) -> None:
        """Drop what this turn read, so that an erased notebook is not saved again."""
        self.forgotten = True
        self.__dict__["notebook"] = Notebook()
        self.salience = Salience()

    def close(self) -> None:
        """Save the notebook if this turn changed it, else update when it was last used."""
        if self.forgotten or "notebook" not in self.__dict__:
            return
        if not self.keep() and self._stored:
            notebook_repository.update_last_used(self.unit, self.person, self._stored, self.now)

    def keep(self) -> bool:
        """Save the notebook now, for a service that reads it; return whether it had changed."""
        data = self.notebook.to_json()
        changed = data != (self._stored.data if self._stored else Notebook().to_json())
        if changed:
            was_there = self._stored is not None
            notebook_repository.save_notebook(
                self.unit, self.person, self.key, data, self.now, was_there
            )
            self._stored = notebook_repository.StoredNotebook(data, self.now)
        return changed

    def reload_notebook(self) -> None:
        """Read the notebook again after a service replaced it."""
        self.__dict__.pop("notebook", None)
        self._stored = None


def privacy_notice_facts(turn: Turn) -> dict[str, object]:
    """Return what the notice of the first message says (P1): who runs the service, and how long it
    stores messages and notebooks."""
    return {
        "place": turn.settings.site_name,
        "days": turn.settings.conversation_days,
        "months": turn.settings.notebook_months,
        "app_note": {"say": "utter_app_note"} if turn.capabilities.keeps_copies else "",
    }
