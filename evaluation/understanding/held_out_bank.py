"""The held-out bank: labelled messages that teach nothing, in French and in other languages."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.dialogue.reading.labelled_messages import LabelledMessage, LabelledSegment, read_messages
from evaluation.simulator.noise import NOISE_KINDS
from evaluation.simulator.sentence_bank import BANK_FOLDER

_FRENCH_FILES = ("bank_messages.txt", "bank_dialogues.txt", "distress.txt")


def read_bank() -> list[LabelledMessage]:
    """Return all messages of the bank, without the lists that only tell languages apart."""
    french = [BANK_FOLDER / name for name in _FRENCH_FILES]
    return read_messages([*french, *sorted(BANK_FOLDER.glob("lang_*.txt"))])


def list_segments(messages: Sequence[LabelledMessage]) -> list[LabelledSegment]:
    """Return the segments of some messages, as they were cut by hand."""
    return [segment for message in messages for segment in message.segments]


def write_badly(texts: Sequence[str], kind: str) -> list[str]:
    """Return each text with one kind of noise, drawn from a fixed seed."""
    rng = random.Random(f"{kind} 2026")  # nosec B311  # the same slips each time
    return [NOISE_KINDS[kind](text, rng) for text in texts]
