"""What is known of the talk when a message comes: one frozen object a turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.guidance.entries import Question
from bot.guidance.salience import Salience
from knowledge.library import Library


@dataclass(frozen=True)
class InformationState:
    """`question`: the bot's open one. `salience`: what is spoken about. `shown`: the leads on the
    screen, by id. `takes_words`: free words may answer the open question. `whom`: for whom the
    person asks, None for themselves. `today`: what has expired by then is not answered."""

    salience: Salience
    library: Library
    today: dt.date
    question: Optional[Question] = None
    takes_words: bool = False
    shown: tuple[str, ...] = ()
    whom: Optional[str] = None
