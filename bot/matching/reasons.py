"""The reasons for a lead: facts in the person's own words, for the dialogue to phrase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Optional

from bot.matching.catalogue import Catalogue
from bot.matching.questionnaire import Tendency
from bot.matching.scores import (
    CLEAR_THRESHOLD,
    NEAR_THRESHOLD,
    find_speaking_notes,
    is_compared,
    shares_interest,
)
from bot.notebook.model import Notebook
from bot.notebook.wishes import KEEN, TRADE_WISHES
from knowledge.entry_schema import Occupation

MAX_REASONS = 3
# The first letters of an occupation that count as a reason; the third says too little.
MAX_LETTERS_READ = 2


@dataclass(frozen=True)
class Reason:
    """A fact that supports a lead.

    `words`: the person's words, similar to the occupation or read as `interest`; `loose`: only
    loosely similar · `interest`: chosen without words · `answer`: the item behind a tendency ·
    `like`: related to the liked `occupation` · `wish`: a requirement that they want · `skill`:
    something they can do · `beside`: only related to another lead, `occupation`.
    """

    kind: Literal["words", "interest", "answer", "like", "wish", "skill", "beside"]
    words: str = ""
    interest: Optional[int] = None
    item: Optional[str] = None
    occupation: Optional[str] = None
    wish: Optional[str] = None
    skill: Optional[int] = None
    loose: bool = False


def find_reasons(
    row: int, notebook: Notebook, catalogue: Catalogue, found: tuple[Tendency, ...]
) -> tuple[Reason, ...]:
    """Return at most three reasons: one of each kind first, then other shared interests."""
    occupation = catalogue.occupations[row]
    near = list(_by_meaning(occupation, notebook))
    quoted = {reason.words for reason in near}
    shared = [
        *near,
        *(r for r in _by_interest(occupation, notebook, catalogue) if r.words not in quoted),
    ]
    others = [
        *_by_answer(occupation, found),
        *_by_like(row, notebook, catalogue),
        *_by_skill(occupation, notebook, catalogue),
        *_by_wish(row, notebook, catalogue),
    ]
    every = [*shared[:1], *others, *shared[1:]]
    once = {(listed.words or listed): listed for listed in reversed(every)}
    return tuple(listed for listed in every if listed in once.values())[:MAX_REASONS]


def _by_meaning(occupation: Occupation, notebook: Notebook) -> Iterator[Reason]:
    """Yield the notes similar to the occupation, most similar first."""
    near = {
        note.words: dict(note.near).get(occupation.id, 0.0)
        for note in find_speaking_notes(notebook)
    }
    for words, nearness in sorted(near.items(), key=lambda one: -one[1]):
        if nearness >= NEAR_THRESHOLD:
            yield Reason("words", words=words, loose=nearness < CLEAR_THRESHOLD)


def _by_interest(
    occupation: Occupation, notebook: Notebook, catalogue: Catalogue
) -> Iterator[Reason]:
    """Yield shared interests, confirmed ones first, then the rarest."""
    shared = [i for i in notebook.interests if shares_interest(i, occupation, notebook)]
    shared.sort(key=lambda i: (not i.confirmed, -catalogue.idf[i.number - 1], i.number))
    for interest in shared:
        kind: Literal["words", "interest"] = "words" if interest.words else "interest"
        loose = not interest.confirmed and is_compared(interest, notebook)
        yield Reason(kind, words=interest.words, interest=interest.number, loose=loose)


def _by_answer(occupation: Occupation, found: tuple[Tendency, ...]) -> Iterator[Reason]:
    for letter in occupation.riasec[:MAX_LETTERS_READ]:
        for tendency in found:
            if tendency.letter == letter:
                yield Reason("answer", item=tendency.carried_by[0].item)
                return


def _by_like(row: int, notebook: Notebook, catalogue: Catalogue) -> Iterator[Reason]:
    close = catalogue.closeness(row)
    near = [
        (-close[liked], liked) for liked in catalogue.rows(notebook.drawn_to) if close[liked] > 0
    ]
    if near:
        yield Reason("like", occupation=catalogue.occupations[min(near)[1]].id)


def _by_skill(occupation: Occupation, notebook: Notebook, catalogue: Catalogue) -> Iterator[Reason]:
    for kept in notebook.skills:
        skill = catalogue.skills.get(kept.number)
        if kept.confirmed and skill and not skill.qualities.isdisjoint(occupation.qualities):
            yield Reason("skill", skill=kept.number)
            return


def _by_wish(row: int, notebook: Notebook, catalogue: Catalogue) -> Iterator[Reason]:
    for place, name in enumerate(TRADE_WISHES):
        rated = notebook.wishes.get(name)
        if catalogue.contexts[row, place] and rated is not None and rated.value >= KEEN:
            yield Reason("wish", wish=name)
            return
