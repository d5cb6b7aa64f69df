"""Taking something out of a notebook, with every trace of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Optional

from bot.guidance.entries import Removed
from bot.guidance.errors import NothingFound
from bot.guidance.folding import fold
from bot.guidance.items import BY_ID

if TYPE_CHECKING:
    from bot.guidance.notebook import Notebook

_ASKED = re.compile(
    r"(?:non )?(?:enlev|retir)(?:e|er|ez)(?: moi)? (?:(?:le|la|les|l|du|de la|des) )?(?P<what>.+)"
)
_EVERYTHING = frozenset({"tout", "tout ca", "moi", "ca"})


def remove(notebook: Notebook, what: str) -> Removed:
    """An occupation's id first, then an item's id, then words. NothingFound if none matches."""
    if what in _occupations(notebook):
        return _remove_occupation(notebook, what)
    if what in BY_ID and (what in notebook.answers or what in notebook.skipped):
        return _remove_item(notebook, what)
    return _remove_words(notebook, what)


def asked(text: str) -> Optional[str]:
    """What « enlève … » asks to take out, None when the text does not begin so."""
    found = _ASKED.match(fold(text))
    return found["what"] if found and found["what"] not in _EVERYTHING else None


def labelled(notebook: Notebook, labels: Mapping[int, str], what: str) -> Optional[int]:
    """The interest kept whose label (what the notebook shows) has these words."""
    wanted = fold(what)
    for interest in notebook.interests:
        if wanted and f" {wanted} " in f" {fold(labels[interest.number])} ":
            return interest.number
    return None


def leave_decision(notebook: Notebook, occupation: str) -> None:
    """Take an occupation out of the last step; a comparison of one is no comparison."""
    notebook.grid.ratings.pop(occupation, None)
    if occupation in notebook.comparison:
        notebook.comparison.remove(occupation)
        if len(notebook.comparison) < 2:
            notebook.comparison = []
    if notebook.decision and notebook.decision.occupation == occupation:
        notebook.decision, notebook.plan = None, []


def _occupations(notebook: Notebook) -> set[str]:
    decided = notebook.decision.occupation if notebook.decision else None
    found = {
        *notebook.liked,
        *notebook.refused,
        *notebook.comparison,
        *notebook.shown,
        notebook.subject,
        decided,
    }
    return {occupation for occupation in found if occupation}


def _remove_occupation(notebook: Notebook, occupation: str) -> Removed:
    notebook.likes = [x for x in notebook.likes if x.occupation != occupation]
    notebook.refusals = [x for x in notebook.refusals if x.occupation != occupation]
    notebook.shown = [x for x in notebook.shown if x != occupation]
    if any(step.about == occupation for step in notebook.plan):
        notebook.plan = []
    leave_decision(notebook, occupation)
    if notebook.subject == occupation:
        notebook.subject = None
    _drop_question(notebook, occupation)
    return Removed(occupations=(occupation,))


def _remove_item(notebook: Notebook, item: str) -> Removed:
    notebook.answers.pop(item, None)
    notebook.skipped.pop(item, None)
    return Removed(items=(item,))


def _drop_question(notebook: Notebook, value: str) -> None:
    if notebook.question and value in notebook.question.values:
        notebook.question = None


def _remove_words(notebook: Notebook, what: str) -> Removed:
    """The same words if some note has them, else the notes that contain them as whole words."""
    wanted = fold(what)
    if not wanted:
        raise NothingFound(what)
    for matches in (_same(wanted), _within(wanted)):
        gone = _matching_words(notebook, matches)
        if gone:
            _drop_words(notebook, set(gone))
            return Removed(words=gone)
    raise NothingFound(what)


def _same(wanted: str) -> Callable[[str], bool]:
    return lambda words: fold(words) == wanted


def _within(wanted: str) -> Callable[[str], bool]:
    return lambda words: f" {wanted} " in f" {fold(words)} "


def _matching_words(notebook: Notebook, matches: Callable[[str], bool]) -> tuple[str, ...]:
    noted = [
        *(note.words for note in notebook.dreams),
        *(interest.words for interest in notebook.interests),
        *(refusal.words for refusal in notebook.refusals),
        *(like.words for like in notebook.likes),
        notebook.decision.words if notebook.decision else "",
    ]
    return tuple(dict.fromkeys(words for words in noted if words and matches(words)))


def _drop_words(notebook: Notebook, gone: set[str]) -> None:
    notebook.dreams = [x for x in notebook.dreams if x.words not in gone]
    notebook.interests = [x for x in notebook.interests if x.words not in gone]
    notebook.refusals = [x for x in notebook.refusals if x.words not in gone]
    notebook.likes = [x for x in notebook.likes if x.words not in gone]
    if notebook.decision and notebook.decision.words in gone:
        notebook.decision = replace(notebook.decision, words="")
