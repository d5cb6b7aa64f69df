"""Parse short answers to the open question, before any language understanding.

Only a text that is nothing but a short answer is parsed; anything else yields None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Optional, Union

from bot.guidance.short_answer_words import (
    CLEAR_CONFIRMATION_WORDS,
    CONFIRMATION_WORDS,
    DONT_KNOW_WORDS,
    IMPORTANCE_WORDS,
    LAST_WORDS,
    NUMBER_WORDS,
    OPENING_WORDS,
    ORDINAL_WORDS,
    RATING_WORDS,
    SKIP_WORDS,
    WISH_WORDS,
    WORDS_AFTER_ANSWER,
    WORDS_BEFORE_ANSWER,
    WORDS_BEFORE_NUMBER,
)
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.notebook.notebook_entries import Question

MAX_ANSWER_CHARS = 40  # longer texts are not short answers
_OUT_OF_FIVE = re.compile(r" ?(?:/|sur) ?(?:5|cinq)$")
# Further names of ratings, by the kind of question.
_ALSO: Mapping[str, Mapping[str, int]] = {"grid": IMPORTANCE_WORDS, "wish": WISH_WORDS}
_DIGITS = re.compile(r"\d{1,2}")
_CHANGE = phrase(
    r"^(?:en fait )?(?:je veux |jveux |on peut )?(?:chang|modifi|corrig|refai|répon)\w* (?:a )?"
    r"(?:la |le |ma |mon |question |phrase |réponse |numéro |n°)*(?P<which>\w+)"
)
# A word with the punctuation after it; an answer at the head of a text has few.
_WORD = re.compile(r"[^\s,.;:!…]+[\s,.;:!…]*")
_MAX_OPENING_WORDS = 5
_POINTING = frozenset({"le", "la", "numero", "n°", "piste"})


@dataclass(frozen=True)
class ShortAnswer:
    """A parsed short answer.

    "value": 1 to 5 · "choice": one of the question's values · "confirm": True or False · "skip":
    the question is skipped · "dont_know": the person has no answer; `value` is None for both.
    """

    kind: Literal["value", "choice", "confirm", "skip", "dont_know"]
    value: Union[int, str, bool, None] = None


def parse_answer(question: Question, text: str) -> Optional[ShortAnswer]:
    """Parse an answer to a question (item, grid, wish, rating, choose, confirm), or return None.

    A question mark makes it a question, except for a choice (« le deuxième ? »).
    """
    if len(text) > MAX_ANSWER_CHARS:
        return None
    folded = fold_text(text)
    if question.kind == "choose":
        folded = folded.replace("?", "").strip()
    answer = _strip_fillers(folded)
    if not answer or "?" in answer:
        return None
    if question.kind in ("item", "grid", "wish", "rating"):
        return _parse_rating(answer, _ALSO.get(question.kind, {})) or _parse_skip(answer)
    if question.kind == "choose":
        return _parse_choice(answer, question.values) or _parse_skip(answer)
    if question.kind == "confirm":
        return _parse_confirmation(answer) or _parse_skip(answer)
    return None


def parse_opening(text: str) -> Optional[tuple[bool, str]]:
    """Return the yes or no that a text begins with, and what follows it; None without one.

    « oui, c'est où ? » opens with yes; « si je viens » and « juste une question » do not.
    """
    found = None
    for word in list(_WORD.finditer(text))[:_MAX_OPENING_WORDS]:
        folded = fold_text(text[: word.end()])
        answer, rest = _strip_fillers(folded), text[word.end() :].strip()
        apart = word[0].rstrip(" ")[-1:] in ",.;:!…" and answer in CLEAR_CONFIRMATION_WORDS
        if answer in CONFIRMATION_WORDS and (apart or not rest or answer in OPENING_WORDS):
            found = CONFIRMATION_WORDS[answer], rest
    return found


def parse_change(text: str) -> Optional[int]:
    """Return which statement to answer again, from 1: « change la première », « la 2 en fait »."""
    match = _CHANGE.search(fold_text(text))
    if match is None:
        return None
    word = match["which"]
    return ORDINAL_WORDS.get(word) or (int(word) if _DIGITS.fullmatch(word) else None)


def parse_position(text: str, count: int) -> Optional[int]:
    """Return which of `count` things is meant, from 0: « bof le premier », « le 2 »."""
    words = re.findall(r"\w+", fold_text(text))
    for before, word in zip(["", *words], words, strict=False):
        pointed = before in _POINTING
        number = ORDINAL_WORDS.get(word) or (
            int(word) if pointed and _DIGITS.fullmatch(word) else None
        )
        if pointed and word in LAST_WORDS:
            number = count
        if number is not None and 1 <= number <= count:
            return number - 1
    return None


def _strip_fillers(folded: str) -> str:
    """Remove the words around an answer, and reduce « oui oui » to « oui »."""
    words = folded.split()
    while len(words) > 1 and words[0] in WORDS_BEFORE_ANSWER:
        words = words[1:]
    while len(words) > 1 and words[-1] in WORDS_AFTER_ANSWER:
        words = words[:-1]
    once = [w for i, w in enumerate(words) if i == 0 or w != words[i - 1] or _DIGITS.match(w)]
    return " ".join(once)


def _parse_rating(said: str, also: Mapping[str, int]) -> Optional[ShortAnswer]:
    for words in (also, RATING_WORDS):
        if said in words:
            return ShortAnswer("value", words[said])
    number = _parse_number(_OUT_OF_FIVE.sub("", said))
    return ShortAnswer("value", number) if number in (1, 2, 3, 4, 5) else None


def _parse_choice(said: str, values: tuple[str, ...]) -> Optional[ShortAnswer]:
    for value in values:
        if fold_text(value) == said:
            return ShortAnswer("choice", value)
    number = len(values) if said in LAST_WORDS else _parse_number(said)
    if number is None or not 1 <= number <= len(values):
        return None
    return ShortAnswer("choice", values[number - 1])


def _parse_confirmation(said: str) -> Optional[ShortAnswer]:
    return ShortAnswer("confirm", CONFIRMATION_WORDS[said]) if said in CONFIRMATION_WORDS else None


def _parse_skip(said: str) -> Optional[ShortAnswer]:
    if said in DONT_KNOW_WORDS:
        return ShortAnswer("dont_know")
    return ShortAnswer("skip") if said in SKIP_WORDS else None


def _parse_number(said: str) -> Optional[int]:
    bare = _without_lead_in(said).removeprefix("n°")
    if _DIGITS.fullmatch(bare):
        return int(bare)
    return NUMBER_WORDS.get(bare)


def _without_lead_in(said: str) -> str:
    """Reduce « je dirais 3 » to « 3 », « le deuxième » to « deuxième »."""
    lead_in, _, last = said.rpartition(" ")
    return last if lead_in in WORDS_BEFORE_NUMBER else said
