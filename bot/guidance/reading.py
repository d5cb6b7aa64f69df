"""Short answers read against the open question, before any language understanding.

Only a text that is nothing but a short answer is read; anything else gives None and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Optional, Union

from bot.guidance.entries import Question
from bot.guidance.folding import fold
from bot.guidance.short_answers import (
    AFTER,
    BEFORE,
    BEFORE_NUMBER,
    CONFIRM,
    DONT_KNOW,
    IMPORTANCE,
    LAST,
    NUMBERS,
    ORDINALS,
    RATINGS,
    SKIP,
    WISHED,
)

LONGEST = 40  # characters; no short answer is longer
_OUT_OF_FIVE = re.compile(r" ?(?:/|sur) ?(?:5|cinq)$")
# What a rating may also be called, by the kind of question.
_ALSO: Mapping[str, Mapping[str, int]] = {"grid": IMPORTANCE, "wish": WISHED}
_DIGITS = re.compile(r"\d{1,2}")
_CHANGE = re.compile(
    r"^(?:en fait )?(?:je veux |jveux |on peut )?(?:chang|modifi|corig|refai|repon)\w* (?:a )?"
    r"(?:la |le |ma |mon |question |phrase |reponse |numero |n°)*(?P<which>\w+)"
)
_POINTING = frozenset({"le", "la", "numero", "n°", "piste"})


@dataclass(frozen=True)
class Answer:
    """What a short answer says.

    "value": 1 to 5 · "choice": one of the question's values · "confirm": True or False ·
    "skip": the question is passed · "dont_know": the person has no answer; `value` None for both.
    """

    kind: Literal["value", "choice", "confirm", "skip", "dont_know"]
    value: Union[int, str, bool, None] = None


def read_answer(question: Question, text: str) -> Optional[Answer]:
    """Read `text` as an answer to `question` (kinds item, grid, wish, rating,
    choose, confirm), or None.

    A question mark makes a question of it, except for a choice (« le deuxième ? »).
    """
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    if question.kind == "choose":
        folded = folded.replace("?", "").strip()
    said = _bare(folded)
    if not said or "?" in said:
        return None
    if question.kind in ("item", "grid", "wish", "rating"):
        return _rating(said, _ALSO.get(question.kind, {})) or _skip(said)
    if question.kind == "choose":
        return _choice(said, question.values) or _skip(said)
    if question.kind == "confirm":
        return _confirm(said) or _skip(said)
    return None


def read_change(text: str) -> Optional[int]:
    """Which statement is to be answered again, from 1: « change la première », « la 2 en fait »."""
    found = _CHANGE.search(fold(text))
    if found is None:
        return None
    word = found["which"]
    return ORDINALS.get(word) or (int(word) if _DIGITS.fullmatch(word) else None)


def read_position(text: str, count: int) -> Optional[int]:
    """Which of `count` things shown is pointed at, from 0: « bof le premier », « le 2 »."""
    words = fold(text).split()
    for before, word in zip(["", *words], words, strict=False):
        pointed = before in _POINTING
        number = ORDINALS.get(word) or (int(word) if pointed and _DIGITS.fullmatch(word) else None)
        if pointed and word in LAST:
            number = count
        if number is not None and 1 <= number <= count:
            return number - 1
    return None


def _bare(folded: str) -> str:
    """Without the words around an answer, and « oui oui » as « oui »."""
    words = folded.split()
    while len(words) > 1 and words[0] in BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in AFTER:
        words = words[:-1]
    once = [w for i, w in enumerate(words) if i == 0 or w != words[i - 1] or _DIGITS.match(w)]
    return " ".join(once)


def _rating(said: str, also: Mapping[str, int]) -> Optional[Answer]:
    for words in (also, RATINGS):
        if said in words:
            return Answer("value", words[said])
    number = _number(_OUT_OF_FIVE.sub("", said))
    return Answer("value", number) if number in (1, 2, 3, 4, 5) else None


def _choice(said: str, values: tuple[str, ...]) -> Optional[Answer]:
    for value in values:
        if fold(value) == said:
            return Answer("choice", value)
    number = len(values) if said in LAST else _number(said)
    if number is None or not 1 <= number <= len(values):
        return None
    return Answer("choice", values[number - 1])


def _confirm(said: str) -> Optional[Answer]:
    return Answer("confirm", CONFIRM[said]) if said in CONFIRM else None


def _skip(said: str) -> Optional[Answer]:
    if said in DONT_KNOW:
        return Answer("dont_know")
    return Answer("skip") if said in SKIP else None


def _number(said: str) -> Optional[int]:
    bare = _without_lead_in(said).removeprefix("n°")
    if _DIGITS.fullmatch(bare):
        return int(bare)
    return NUMBERS.get(bare)


def _without_lead_in(said: str) -> str:
    """« je dirais 3 » as « 3 », « le deuxième » as « deuxième »."""
    lead_in, _, last = said.rpartition(" ")
    return last if lead_in in BEFORE_NUMBER else said
