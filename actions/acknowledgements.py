"""What is only told is taken up: a sentence that fits its kind, one useful thing, then what was
being done."""

from __future__ import annotations

from collections.abc import Iterator

from actions import follow_ups, prompts
from bot.guidance.salience import OCCUPATION
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.notebook.sensitive_topics import is_sensitive
from bot.presentation import entry_facts
from bot.turn_context import Turn

EXPERIENCE_KINDS = (
    *("injustice", "prejudice", "gender", "age", "family", "money", "success", "failure", "paper"),
    *("breakdown", "fear", "search", "work", "loss", "alone", "worthless", "tired", "advice"),
)
# Kinds that have nothing to tell beside, or ask nothing by themselves.
KINDS_WITHOUT_TIP = ("success", "worthless", "advice")
KINDS_WITHOUT_QUESTION = ("money", "breakdown", "alone", "advice")
# What stands in the way, as the notebook keeps it.
_OBSTACLE_BY_KIND = {"money": "money", "family": "family", "fear": "fear"}
# Entries that speak to a pupil fit nobody who says « vous » of themselves.
_PUPIL_KINDS = ("injustice", "family", "paper", "failure", "money", "work", "worthless")
_EXCLUSION_PATTERN = phrase(r"\b(?:exclu\w*|vir\w+|renvo\w*|mis\w* dehors)\b")
_PARENTS_PATTERN = phrase(r"\b(?:parents?|mère|père|maman|papa|vieu\w*|famille|daron\w*)\b")


def acknowledge_experience(turn: Turn, kind: str) -> None:
    """Say it, then go on: with the open question, what is spoken about, or a question of its own.

    Beside an answer a sentence is enough; no useful thing is told twice in a talk.
    """
    _note_obstacle(turn, kind)
    useful, options = "", []
    if not turn.more_to_come and kind not in KINDS_WITHOUT_TIP:
        name = f"utter_useful_{kind}"
        if name not in turn.salience.closed:
            turn.salience = turn.salience.closing(name)
            useful, options = name, [*_related_entries(turn, kind)]
    heard = {"say": f"utter_heard_{kind}", "nth": _next_variant(turn, kind)}
    said = {"say": useful} if useful else ""
    turn.say("utter_taken_up", heard=heard, useful=said, options=options)
    if not turn.more_to_come and not prompts.should_remind(turn.notebook.question):
        _continue_talk(turn, kind)


def _note_obstacle(turn: Turn, kind: str) -> None:
    """What stands in the way is kept, as where it is told by itself (`actions.obstacles`)."""
    key = _OBSTACLE_BY_KIND.get(kind)
    if key and turn.notebook.whom != "pupils" and not is_sensitive(turn.words):
        turn.notebook.add_obstacle(turn.now, key, turn.words)


def _next_variant(turn: Turn, kind: str) -> int:
    """How often this kind was taken up before, so that the next wording follows."""
    told = dict(turn.slots.get("variants") or {})
    told[kind] = told.get(kind, -1) + 1
    turn.set(variants=told)
    return int(told[kind])


def _related_entries(turn: Turn, kind: str) -> Iterator[dict[str, str]]:
    """What the reading found near, else the entry of the kind."""
    near = list(turn.values.get("near") or ())
    entry = near[0] if near else turn.library.disclosures.entry(kind)
    if kind == "injustice" and _EXCLUSION_PATTERN.search(fold_text(" ".join(_told_texts(turn)))):
        entry = "exclusion"
    elif not near and turn.notebook.formal and kind in _PUPIL_KINDS:
        return
    if not near and kind == "family" and not _PARENTS_PATTERN.search(fold_text(turn.text)):
        return
    if entry in turn.library.base.questions:
        yield {"id": entry, "title": entry_facts.entry_title(turn.library.base, entry)}


def _told_texts(turn: Turn) -> Iterator[str]:
    yield turn.text
    yield from (fact.words for fact in turn.notebook.facts)


def _continue_talk(turn: Turn, kind: str) -> None:
    """With the profession that is spoken about, else a question that fits what was told."""
    subject = turn.salience.subject
    found = turn.library.base.occupations.get(subject.id) if subject else None
    if subject is not None and subject.type == OCCUPATION and found is not None:
        follow_ups.offer_to_continue(turn, found)
    elif subject is not None and kind in KINDS_WITHOUT_QUESTION:
        return  # what was answered last stays on the screen
    elif kind not in KINDS_WITHOUT_QUESTION:
        follow_ups.say_once(turn, f"utter_question_of_{kind}")
    else:
        follow_ups.say_once(turn, "utter_heard_next")
