"""What is only told is taken up: a sentence that fits its kind, one useful thing, then what was
being done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions import asking, facts, following
from actions.turn import Turn
from bot.guidance.folding import fold
from bot.guidance.kept_out import kept_out
from bot.guidance.salience import OCCUPATION

KINDS = (
    *("injustice", "prejudice", "gender", "age", "family", "money", "success", "failure", "paper"),
    *("breakdown", "fear", "search", "work", "loss", "alone", "worthless", "tired", "advice"),
)
# Kinds that have nothing to tell beside, or ask nothing by themselves.
NOTHING_USEFUL = ("success", "worthless", "advice")
NO_QUESTION = ("money", "breakdown", "alone", "advice")
# What stands in the way, as the notebook keeps it.
_OBSTACLE = {"money": "money", "family": "family", "fear": "fear"}
# Entries that speak to a pupil fit nobody who says « vous » of themselves.
_OF_PUPILS = ("injustice", "family", "paper", "failure", "money", "work", "worthless")
_EXCLUDED = re.compile(r"\b(?:exclu\w*|vir\w+|renvo\w*|mis\w* dehors)\b")
_PARENTS = re.compile(r"\b(?:parents?|mere|pere|maman|papa|vieu\w*|famile|daron\w*)\b")


def take_up(turn: Turn, kind: str) -> None:
    """Say it, then go on: with the open question, what is spoken about, or a question of its own.

    Beside an answer a sentence is enough; no useful thing is told twice in a talk.
    """
    _meet(turn, kind)
    useful, options = "", []
    if not turn.more_to_come and kind not in NOTHING_USEFUL:
        name = f"utter_useful_{kind}"
        if name not in turn.salience.closed:
            turn.salience = turn.salience.closing(name)
            useful, options = name, [*_entries(turn, kind)]
    heard = {"say": f"utter_heard_{kind}", "nth": _times(turn, kind)}
    said = {"say": useful} if useful else ""
    turn.say("utter_taken_up", heard=heard, useful=said, options=options)
    if not turn.more_to_come and not asking.comes_back(turn.notebook.question):
        _go_on(turn, kind)


def _meet(turn: Turn, kind: str) -> None:
    """What stands in the way is kept, as where it is told by itself (`actions.obstacles`)."""
    key = _OBSTACLE.get(kind)
    if key and turn.notebook.whom != "pupils" and not kept_out(turn.words):
        turn.notebook.meet_obstacle(turn.now, key, turn.words)


def _times(turn: Turn, kind: str) -> int:
    """How often this kind was taken up before, so that the next wording follows."""
    told = dict(turn.slots.get("variants") or {})
    told[kind] = told.get(kind, -1) + 1
    turn.set(variants=told)
    return int(told[kind])


def _entries(turn: Turn, kind: str) -> Iterator[dict[str, str]]:
    """What the reading found near, else the entry of the kind."""
    near = list(turn.values.get("near") or ())
    entry = near[0] if near else turn.library.tellings.entry(kind)
    if kind == "injustice" and _EXCLUDED.search(fold(" ".join(_told(turn)))):
        entry = "exclusion"
    elif not near and turn.notebook.formal and kind in _OF_PUPILS:
        return
    if not near and kind == "family" and not _PARENTS.search(fold(turn.text)):
        return
    if entry in turn.library.base.questions:
        yield {"id": entry, "title": facts.title(turn.library.base, entry)}


def _told(turn: Turn) -> Iterator[str]:
    yield turn.text
    yield from (fact.words for fact in turn.notebook.facts)


def _go_on(turn: Turn, kind: str) -> None:
    """With the profession that is spoken about, else a question that fits what was told."""
    subject = turn.salience.subject
    found = turn.library.base.occupations.get(subject.id) if subject else None
    if subject is not None and subject.type == OCCUPATION and found is not None:
        following.beside(turn, found)
    elif subject is not None and kind in NO_QUESTION:
        return  # what was answered last stays on the screen
    elif kind not in NO_QUESTION:
        following.once(turn, f"utter_question_of_{kind}")
    else:
        following.once(turn, "utter_heard_next")
