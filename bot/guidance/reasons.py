"""Why a lead: facts in the person's own words, for the dialogue to put into a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Optional

from bot.guidance.catalogue import Catalogue
from bot.guidance.notebook import Notebook
from bot.guidance.questionnaire import Tendency
from knowledge.schema import Occupation

MOST = 3
# Letters of an occupation that count as a reason: the third says too little.
LETTERS_READ = 2


@dataclass(frozen=True)
class Reason:
    """One fact.

    `words`: the person's words, read as `interest` · `interest`: chosen without words ·
    `answer`: the item that carries a tendency · `like`: near `occupation`, which they kept.
    """

    kind: Literal["words", "interest", "answer", "like"]
    words: str = ""
    interest: Optional[int] = None
    item: Optional[str] = None
    occupation: Optional[str] = None


def explain(
    row: int, notebook: Notebook, catalogue: Catalogue, found: tuple[Tendency, ...]
) -> tuple[Reason, ...]:
    """At most three reasons: one of each kind first, then the other shared interests."""
    occupation = catalogue.occupations[row]
    shared = list(_by_interest(occupation, notebook, catalogue))
    others = [*_by_answer(occupation, found), *_by_like(row, notebook, catalogue)]
    return tuple([*shared[:1], *others, *shared[1:]][:MOST])


def _by_interest(
    occupation: Occupation, notebook: Notebook, catalogue: Catalogue
) -> Iterator[Reason]:
    """Confirmed interests first, then the rarest, which says most."""
    shared = [i for i in notebook.interests if i.number in occupation.interests]
    shared.sort(key=lambda i: (not i.confirmed, -catalogue.idf[i.number - 1], i.number))
    for interest in shared:
        kind: Literal["words", "interest"] = "words" if interest.words else "interest"
        yield Reason(kind, words=interest.words, interest=interest.number)


def _by_answer(occupation: Occupation, found: tuple[Tendency, ...]) -> Iterator[Reason]:
    for letter in occupation.riasec[:LETTERS_READ]:
        for tendency in found:
            if tendency.letter == letter:
                yield Reason("answer", item=tendency.carried_by[0].item)
                return


def _by_like(row: int, notebook: Notebook, catalogue: Catalogue) -> Iterator[Reason]:
    close = catalogue.closeness(row)
    near = [(-close[liked], liked) for liked in catalogue.rows(notebook.liked) if close[liked] > 0]
    if near:
        yield Reason("like", occupation=catalogue.occupations[min(near)[1]].id)
