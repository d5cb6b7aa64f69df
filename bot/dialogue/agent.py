"""The embedded agent: loads the trained model once, then parses and responds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore

from bot import logging_setup
from bot.dialogue.processor import TurnProcessor
from bot.dialogue.reading.reading_weights import load_reader
from bot.dialogue.reading.segment_readings import Reading
from bot.dialogue.reply_output import ReplyCollector, store_drafts
from bot.dialogue.sentences import Sentences
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.guidance import form_of_address
from bot.messages import Reply
from bot.notebook.guidance_errors import GuidanceError
from bot.turn_context import Turn
from knowledge.library import Library


@dataclass(frozen=True)
class UnderstoodMessage:
    """A message with its parse data, from a click or from typed text."""

    text: str
    parse: dict[str, Any]
    seq: int


class Dialogue:
    """The agent of a process. Thread-safe: it keeps no state of a turn."""

    def __init__(self, model: Path) -> None:
        logging_setup.silence_rasa()
        self.sentences = Sentences()
        self._processor = TurnProcessor(
            model, InMemoryTrackerStore(None), InMemoryLockStore(), self.sentences
        )
        self.sentences.responses = self._processor.domain.responses
        self._reader = load_reader()

    @property
    def intents(self) -> list[str]:
        """The intents of the domain."""
        return list(self._processor.domain.intents)

    def read(self, text: str, library: Library) -> Reading:
        """Return the reading of a text (`bot.dialogue.reading`)."""
        return self._reader.read(text, library)

    def parse(self, text: str) -> dict[str, Any]:
        """Return the intent and its ranking for a text; `intent_resolution` adds the entities."""
        return self._processor.understand(text)

    def respond(self, turn: Turn, heard: UnderstoodMessage) -> list[Reply]:
        """Run the dialogue inside the transaction of the turn.

        Errors of an action are raised: the caller rolls back and informs the person.
        """
        store = TurnTrackerStore(self._processor.domain, turn)
        output = ReplyCollector(turn.channel)
        message = UserMessage(
            heard.text,
            output,
            turn.person,
            parse_data=heard.parse,
            input_channel=turn.channel,
            message_id=str(heard.seq),
        )
        processor = self._processor.for_turn(store, turn)
        _run_coroutine(processor.handle_message(message))
        return store_drafts(turn.unit, turn.conversation, output.drafts, turn.now)

    def sentence(self, name: str, **facts: Any) -> str:
        """Return the text of a response of the domain."""
        return str(self.sentences.fill(name, facts, "")["text"])

    def say(self, turn: Turn, name: str, seq: int, **facts: Any) -> Reply:
        """Return one response outside the rules, such as help in distress or an error."""
        values = {"vous": _is_formal(turn), **facts}
        draft = self.sentences.fill(name, values, f"{turn.person}:{seq}", turn.channel)
        return store_drafts(turn.unit, turn.conversation, [draft], turn.now)[0]


def _is_formal(turn: Turn) -> bool:
    """Whether the person is addressed with « vous »; False where the notebook cannot be read."""
    requested = form_of_address.parse_requested_form(turn.text)  # no action has read it
    if requested is not None:
        return requested
    try:
        return bool(turn.notebook.formal)
    except GuidanceError:
        turn.forget()  # nothing was read, so nothing may be written back
        return False


def _run_coroutine(coroutine: Any) -> None:
    """Run a coroutine of Rasa in a dialogue thread, without an event loop (0.1 ms).

    Raises:
        RuntimeError: the coroutine waited for something.
    """
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("the dialogue waited for something inside a transaction")
