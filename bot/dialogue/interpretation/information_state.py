"""What is known of the talk when a message comes: one frozen object a turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Optional

from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import FRENCH
from bot.guidance.event_references import AnnouncedEvent
from bot.guidance.salience import Referent, Salience
from bot.notebook.notebook_entries import Question
from knowledge.library import Library
from knowledge.search_index import SearchHit


@dataclass(frozen=True)
class InformationState:
    """`question`: the bot's open one. `salience`: what is spoken about. `shown`: the leads on the
    screen, by id. `accepts_free_words`: free words may answer the open question. `whom`: for whom
    the person asks, None for themselves. `asked`: reads which entries another text would ask for.
    `earlier_wish`: what the person told last that they want or like, in an earlier message.
    `before`: what a question may go on from: where the person said they stand, and their message
    before this one; `last_message`: that one, whatever its length. `today`: what has expired by
    then is not answered. `profession_named_before`: the one that the same message named before;
    `wish_told_before`: what it told before that it likes or wants. `searched`: what the search
    found in this turn, by text, so that each text is searched once. `decided` and `reserve`: what
    was chosen and the plan B, the id of a profession or the words for a study; `kept`: the
    professions that were compared or liked and not refused. `announced`: reads the events that are
    to come, id and title. `language`: the one of the message; `asks`: it asks something."""

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
    searched: dict[str, list[SearchHit]] = field(default_factory=dict, compare=False, repr=False)
