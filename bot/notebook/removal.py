"""Remove an entry from a notebook with every trace of it.

What is removed from a field derives from its metadata (`bot.notebook.notebook_fields`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Optional, Union

from bot.language.folding import fold_text
from bot.language.normalisation import normalise, stem_words
from bot.notebook import fact_topics, obstacle_patterns, wishes
from bot.notebook.field_metadata import FieldMetadata, Removal
from bot.notebook.guidance_errors import NothingFound
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Comparison, Grid, Interest, RemovalResult, Skill
from bot.notebook.questionnaire_items import ITEM_BY_ID

_STEP = re.compile(r"(?:etape|point|numero|n°) ?(?:numero )?([1-7])")
# As `fold_text` writes « ma grille » and « mes comparaisons ».
_GRID = re.compile(r"(?:(?:la|ma) )?grile")
_COMPARISON = re.compile(r"(?:(?:la|ma|les|mes) )?comparaisons?")


def remove_entry(notebook: Notebook, what: str) -> RemovalResult:
    """Remove what is named, trying each kind in turn.

    An occupation id, an item id, a step of the plan, the grid or the comparison, a wish, value or
    obstacle, or the notes with these words.

    Raises:
        NothingFound: nothing matches.
    """
    if what in _find_occupations(notebook):
        return _remove_occupation(notebook, what)
    if what in ITEM_BY_ID and (what in notebook.answers or what in notebook.skipped):
        return _remove_item(notebook, what)
    step = _remove_step(notebook, what)
    if step is not None:
        return step
    named = _remove_grid_or_comparison(notebook, what) or _remove_named(notebook, what)
    try:
        return _remove_words(notebook, what)
    except NothingFound:
        if named is None:
            raise
        return named


def withdraw_refusals(notebook: Notebook, what: str) -> tuple[str, ...]:
    """Remove the refusals and limits that `what` names, with their wishes; return their words.

    « les gosses » removes « pas les gosses »: half of the words or a shared topic is enough.
    """
    wanted, keys = set(stem_words(normalise(what).split())), fact_topics.find_named_topics(what)
    limits = [fact.words for fact in notebook.facts if fact.kind in ("constraint", "weakness")]
    gone = tuple(
        words
        for words in dict.fromkeys((*notebook.refused_words, *limits))
        if _is_about(words, wanted)
        or keys & {t.key for t in fact_topics.parse_topics(words) if t.against}
    )
    _drop_words(notebook, set(gone))
    _drop_wishes(notebook, gone)
    return gone


def _is_about(words: str, wanted: set[str]) -> bool:
    named = set(stem_words(normalise(words).split()))
    return bool(wanted & named) and 2 * len(wanted & named) >= len(named)


def find_by_label(
    kept: Iterable[Union[Interest, Skill]], labels: Mapping[int, str], what: str
) -> Optional[int]:
    """Return the number of the interest or skill whose label has these words, or None."""
    wanted = fold_text(what)
    for reading in kept:
        if wanted and f" {wanted} " in f" {fold_text(labels[reading.number])} ":
            return reading.number
    return None


def _find_occupations(notebook: Notebook) -> set[str]:
    return {
        occupation
        for field, entry in notebook.iter_entries()
        for occupation in _named_occupations(field, entry)
    }


def _named_occupations(field: FieldMetadata, entry: Any) -> tuple[str, ...]:
    if isinstance(entry, Comparison):
        return entry.occupations
    occupation = entry if field.holds_occupations else getattr(entry, "occupation", None)
    return (occupation,) if occupation else ()


def _remove_occupation(notebook: Notebook, occupation: str) -> RemovalResult:
    notebook.drop_from_decision(occupation)
    notebook.drop_from_plan(occupation)
    notebook.change_entries(
        lambda field, entry: None if occupation in _named_occupations(field, entry) else entry
    )
    notebook.close_questions(lambda question: occupation in question.values)
    return RemovalResult(occupations=(occupation,))


def _remove_step(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    match = _STEP.fullmatch(fold_text(what))
    if match is None or int(match[1]) > len(notebook.plan):
        return None
    notebook.plan.pop(int(match[1]) - 1)
    return RemovalResult(words=(what,))


def _remove_grid_or_comparison(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    """Remove the grid, or the comparison and its ratings but not the weights."""
    text = fold_text(what)
    if _GRID.fullmatch(text) and notebook.grid != Grid():
        notebook.drop_grid()
        return RemovalResult(words=("grille",))
    if _COMPARISON.fullmatch(text) and notebook.comparison:
        notebook.drop_comparison()
        return RemovalResult(words=("comparaison",))
    return None


def _remove_named(notebook: Notebook, what: str) -> Optional[RemovalResult]:
    """Remove the wish, value and obstacle of this name: « l'argent » may be all three."""
    wish, value = wishes.find_wish_by_name(what), wishes.find_value_by_name(what)
    drops: list[tuple[Callable[[str], None], str]] = [
        *([(notebook.drop_wish, wish)] if wish else []),
        *([(notebook.let_go, value)] if value else []),
        *(
            (notebook.drop_obstacle, key)
            for key in obstacle_patterns.find_named_obstacles(what)
            if len(what.split()) <= 4
        ),
    ]
    gone = [_drop_if_present(drop, key) for drop, key in drops]
    return RemovalResult(words=(what,)) if any(gone) else None


def _drop_if_present(drop: Callable[[str], None], key: str) -> bool:
    try:
        drop(key)
    except NothingFound:
        return False
    return True


def _remove_item(notebook: Notebook, item: str) -> RemovalResult:
    notebook.answers.pop(item, None)
    notebook.skipped.pop(item, None)
    return RemovalResult(items=(item,))


def _remove_words(notebook: Notebook, what: str) -> RemovalResult:
    """Remove the notes with exactly these words, or else those that contain them."""
    wanted = fold_text(what)
    if not wanted:
        raise NothingFound(what)
    for matches in (_matches_exactly(wanted), _contains_words(wanted), _matches_topics(what)):
        gone = _find_matching_words(notebook, matches)
        if gone:
            _drop_words(notebook, set(gone))
            _drop_wishes(notebook, gone)
            return RemovalResult(words=gone)
    raise NothingFound(what)


def _matches_exactly(wanted: str) -> Callable[[str], bool]:
    return lambda words: fold_text(words) == wanted


def _contains_words(wanted: str) -> Callable[[str], bool]:
    return lambda words: f" {wanted} " in f" {fold_text(words)} "


def _matches_topics(what: str) -> Callable[[str], bool]:
    """Match clauses on the same topic: « le vertige » matches any wording about heights."""
    keys = fact_topics.find_named_topics(what)
    return lambda words: bool(keys & {topic.key for topic in fact_topics.parse_topics(words)})


def _drop_wishes(notebook: Notebook, gone: Iterable[str]) -> None:
    """Remove the wishes that only these words expressed."""
    left = {key for fact in notebook.facts for key, _ in wishes.parse_wishes(fact.words)}
    left |= {key for refusal in notebook.refusals for key, _ in wishes.parse_wishes(refusal.words)}
    for key in {key for words in gone for key, _ in wishes.parse_wishes(words)} - left:
        _drop_if_present(notebook.drop_wish, key)


def _find_matching_words(notebook: Notebook, matches: Callable[[str], bool]) -> tuple[str, ...]:
    noted = (
        words
        for field, entry in notebook.iter_entries()
        if field.removable
        for words in _words_of(entry)
    )
    return tuple(dict.fromkeys(filter(matches, noted)))


def _words_of(entry: Any) -> Iterator[str]:
    yield from filter(None, (getattr(entry, name, "") for name in ("words", "study")))


def _drop_words(notebook: Notebook, gone: set[str]) -> None:
    decided = notebook.decision
    notebook.change_entries(lambda field, entry: _without_words(field, entry, gone))
    for study in gone:
        notebook.drop_from_plan(study)
    if decided and notebook.decision is None:
        notebook.drop_decision()


def _without_words(field: FieldMetadata, entry: Any, gone: set[str]) -> Any:
    """Return an entry without these words, None if it is removed with them."""
    if not field.removable or gone.isdisjoint(_words_of(entry)):
        return entry
    if field.removable is Removal.ENTRY or getattr(entry, "study", "") in gone:
        return None
    return replace(entry, words="")
