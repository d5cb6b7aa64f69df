"""The embedded agent: load the trained model once, then `parse` and `respond`, turn by turn."""

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
from bot.dialogue.reply_output import ChoiceMinter, ReplyCollector
from bot.dialogue.sentences import Sentences
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.guidance import form_of_address
from bot.messages import Reply
from bot.notebook.guidance_errors import GuidanceError
from bot.turn_context import Turn
from knowledge.library import Library


@dataclass(frozen=True)
class UnderstoodMessage:
    """One message, understood: `parse` is Rasa's parse data, from a click or from typed text."""

    text: str
    parse: dict[str, Any]
    seq: int


class Dialogue:
    """Thread-safe: nothing of a turn is kept here."""

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
        """Every intent of the domain."""
        return list(self._processor.domain.intents)

    def read(self, text: str, library: Library) -> Reading:
        """What a typed text says by itself (`bot.dialogue.reading`)."""
        return self._reader.read(text, library)

    def parse(self, text: str) -> dict[str, Any]:
        """Typed text to parse data: intent and ranking (`understanding` adds the entities)."""
        return self._processor.understand(text)

    def respond(self, turn: Turn, heard: UnderstoodMessage) -> list[Reply]:
        """Run the dialogue inside the turn's transaction.

        Raises whatever an action raises: the caller rolls back and tells the person.
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
        minter = ChoiceMinter(turn.unit, turn.conversation, turn.now)
        replies = [minter.reply(draft) for draft in output.drafts]
        minter.save()
        return replies

    def sentence(self, name: str, **facts: Any) -> str:
        """The text of a response of the domain, alone."""
        return str(self.sentences.fill(name, facts, "")["text"])

    def say(self, turn: Turn, name: str, seq: int, **facts: Any) -> Reply:
        """One sentence outside the rules: distress, an honest error, a first notice."""
        asked = form_of_address.parse_requested_form(turn.text)  # no action has listened to it
        told = {"vous": _is_formal(turn) if asked is None else asked, **facts}
        draft = self.sentences.fill(name, told, f"{turn.person}:{seq}", turn.channel)
        minter = ChoiceMinter(turn.unit, turn.conversation, turn.now)
        reply = minter.reply(draft)
        minter.save()
        return reply


def _is_formal(turn: Turn) -> bool:
    """Help and honest errors are said whatever became of the notebook."""
    try:
        return bool(turn.notebook.formal)
    except GuidanceError:
        turn.forget()  # nothing was read, so nothing may be written back
        return False


def _run_coroutine(coroutine: Any) -> None:
    """Run Rasa's coroutines in a dialogue thread. They never wait for anything, so a fresh event
    loop (0.1 ms) is not needed; one that did wait would be a bug worth failing for."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("the dialogue waited for something inside a transaction")
