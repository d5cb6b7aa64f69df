"""The state of the conversation when a message arrives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Optional

from bot.dialogue.interpretation.entry_scores import EntryScores
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import FRENCH
from bot.guidance.event_references import AnnouncedEvent
from bot.guidance.salience import Referent, Salience
from bot.notebook.notebook_entries import Question
from knowledge.library import Library

# Kinds of questions about an appointment: to make one, and to confirm what becomes of one.
BOOKING_QUESTIONS = frozenset({"booking", "booking_made"})


@dataclass(frozen=True)
class InformationState:
    """What is known of the conversation, frozen for one turn.

    `question`: the open question of the bot; `accepts_free_words`: free words may answer it.
    `salience`: the subjects under discussion. `shown`: the leads on screen, by id. `today`: entries
    that expired by then are not answered. `whom`: for whom the person asks, None for themselves.
    `is_booking`: whether the open question is about an appointment.
    `language`: that of the message; `asks`: whether it asks something; `corrects`: whether it
    corrects the message before.

    `earlier_wish`: what an earlier message said is wanted or liked; `wish_told_before`: the same of
    an earlier segment of this message. `profession_named_before`: named by an earlier segment.
    `before`: texts that a question may go on from: the stated situation and the previous message;
    `last_message`: the latter, whatever its length.

    `decided` and `reserve`: the choice and the plan B, a profession id or the words for a study.
    `kept`: professions compared or liked and not refused.

    `asked`: reads which entries a text asks for. `announced`: reads the coming events.
    `entry_scores`: those of this turn, by the text and what the classifier says of it.
    """

    salience: Salience
    library: Library
    today: dt.date
    question: Optional[Question] = None
    accepts_free_words: bool = False
    shown: tuple[str, ...] = ()
    whom: Optional[str] = None
    asked: Optional[Callable[[str], AskedEntries]] = None
    earlier_wish: str = ""
    before: tuple[str, ...] = ()
    last_message: str = ""
    profession_named_before: Optional[Referent] = None
    wish_told_before: str = ""
    decided: str = ""
    reserve: str = ""
    kept: tuple[str, ...] = ()
    announced: Callable[[], Sequence[AnnouncedEvent]] = tuple
    language: str = FRENCH
    asks: bool = False
    corrects: bool = False
    is_booking: bool = False
    entry_scores: dict[AskedEntries, EntryScores] = field(
        default_factory=dict, compare=False, repr=False
    )
