"""Replies to a told experience: an acknowledgement, one useful entry, then the current subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
# Kinds without a useful entry, and kinds that ask no question of their own.
KINDS_WITHOUT_TIP = ("success", "worthless", "advice")
KINDS_WITHOUT_QUESTION = ("money", "breakdown", "alone", "advice")
# The obstacle that the notebook stores for a kind.
_OBSTACLE_BY_KIND = {"money": "money", "family": "family", "fear": "fear"}
# The entries of these kinds address pupils and do not suit adults who say « vous ».
_PUPIL_KINDS = ("injustice", "family", "paper", "failure", "money", "work", "worthless")
_EXCLUSION_PATTERN = phrase(r"\b(?:exclu\w*|vir\w+|renvo\w*|mis\w* dehors)\b")
_PARENTS_PATTERN = phrase(r"\b(?:parents?|mère|père|maman|papa|vieu\w*|famille|daron\w*)\b")


def acknowledge_experience(turn: Turn, kind: str) -> None:
    """Acknowledge an experience, then continue with the open question, the subject or a new one.

    Beside an answer, the acknowledgement alone is enough. A useful entry is given once per
    conversation.
    """
    _note_obstacle(turn, kind)
    useful: Any = ""
    options: list[dict[str, str]] = []
    if not turn.more_to_come and kind not in KINDS_WITHOUT_TIP:
        name = f"utter_useful_{kind}"
        if name not in turn.salience.closed:
            turn.salience = turn.salience.closing(name)
            useful, options = {"say": name}, [*_related_entries(turn, kind)]
    heard = {"say": f"utter_heard_{kind}", "nth": turn.count_variant(kind)}
    turn.say("utter_taken_up", heard=heard, useful=useful, options=options)
    if not turn.more_to_come and not prompts.should_remind(turn.notebook.question):
        _continue_talk(turn, kind)


def _note_obstacle(turn: Turn, kind: str) -> None:
    """Note the obstacle of this kind, as `actions.obstacles` does."""
    key = _OBSTACLE_BY_KIND.get(kind)
    if key and turn.notebook.whom != "pupils" and not is_sensitive(turn.words):
        turn.notebook.add_obstacle(turn.now, key, turn.words)


def _related_entries(turn: Turn, kind: str) -> Iterator[dict[str, str]]:
    """The nearest entry of the knowledge base, else the default entry of the kind."""
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
    """Continue with the current profession, else ask the question that suits the kind."""
    subject = turn.salience.subject
    occupation = turn.library.base.occupations.get(subject.id) if subject else None
    if subject is not None and subject.type == OCCUPATION and occupation is not None:
        follow_ups.offer_to_continue(turn, occupation)
    elif subject is not None and kind in KINDS_WITHOUT_QUESTION:
        return  # The last answer is still on the screen.
    elif kind not in KINDS_WITHOUT_QUESTION:
        follow_ups.say_once(turn, f"utter_question_of_{kind}")
    else:
        follow_ups.say_once(turn, "utter_heard_next")
