"""What a clause names or points at, as the values of a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import (
    MIN_PREFIX_CHARS,
    POINTED,
    find_current_pair,
    points_at_another,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION
from bot.language.normalisation import normalise

MAX_STUDY_WORDS = 7
_CLAUSES = re.compile(r"[,;]| mais | puis | et (?=en |comme |je |j'|on )")
# « ça », « celui-là »: what was just spoken about.
PRONOUN = re.compile(r"\b(?:[çcs]a|cela|celui|celle|ceux)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\s*\bplut[oô]t$")
_END = re.compile(r"[,;.!?]| (?:et|mais|parce|car|pour|donc|alors) ")


@dataclass(frozen=True)
class NamingClause:
    """A normalised clause and the one thing that it names, as the values of an act.

    `discussed`: that is the profession spoken about, and no leads were shown.
    """

    said: str
    thing: dict[str, Any]
    discussed: bool


def naming_clauses(segment: SegmentReading, state: InformationState) -> Iterator[NamingClause]:
    """Yield the clauses of a segment that name or point at exactly one thing."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if len(named) > 1:
        for part in _CLAUSES.split(segment.text):
            within = [m for m in named if m.text in part]
            if len(within) == 1:
                thing = _occupation_thing(within[0].target, within[0].candidates, state)
                yield from _make_clause(part, thing, state)
        return
    if named:
        thing = _occupation_thing(named[0].target, named[0].candidates, state)
    else:
        thing = (
            _pointed_thing(segment, state)
            or _abbreviated_thing(segment, state)
            or _study_thing(segment)
            or _discussed_thing(segment, state)
        )
    yield from _make_clause(segment.text, thing, state)


def _discussed_thing(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """Return the profession spoken about, which « ça » in a few words means, if no leads were
    shown: « ok, je prends ça »."""
    means_it = segment.word_count <= MAX_SHORT_WORDS and PRONOUN.search(segment.text)
    return {"occupation": _discussed_occupation(state)} if means_it and not state.shown else {}


def _discussed_occupation(state: InformationState) -> str:
    newest = state.salience.referents[:1]
    return newest[0].id if newest and newest[0].type == OCCUPATION else ""


def _make_clause(
    text: str, thing: dict[str, Any], state: InformationState
) -> Iterator[NamingClause]:
    aim = aim_id(thing)
    if aim:
        discussed = not state.shown and aim == _discussed_occupation(state)
        yield NamingClause(normalise(text), thing, discussed)


def _occupation_thing(
    target: Any, candidates: tuple[str, ...], state: InformationState
) -> dict[str, Any]:
    """Return the profession named; of several of one name, the one mentioned before."""
    if target is not None:
        return {"occupation": target.id} if target.type == OCCUPATION else {}
    spoken = [each.id for each in state.salience.referents if each.id in candidates]
    return {"occupation": spoken[0]} if spoken else {}


def _pointed_thing(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """Return the profession pointed at (« le deuxième », « l'autre »), beside a former choice."""
    subject = resolve_subject(segment, state)
    if subject.how != POINTED or len(subject.referents) > 1:
        return {}
    trades = [each.id for each in subject.referents if each.type == OCCUPATION]
    if state.decided and points_at_another(segment.text):
        view = (*(each.id for each in state.salience.pair), *state.kept)
        spoken = (e.id for e in state.salience.referents if e.type == OCCUPATION)
        beside = [each for each in (*view, *spoken) if each != state.decided]
        trades = beside if state.decided in view or not trades else trades
    return {"occupation": trades[0]} if trades else {}


def _abbreviated_thing(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """Return the one profession in view with a word that begins so: « éduc »."""
    beginnings = [word for word in normalise(segment.text).split() if len(word) >= MIN_PREFIX_CHARS]
    view = [*(each.id for each in find_current_pair(state.salience)), *state.kept, state.decided]
    found = set()
    for each in filter(None, dict.fromkeys(view)):
        entry = state.library.base.occupations.get(each)
        words = normalise(f"{entry.title.f} {entry.title.m}").split() if entry else []
        if any(word.startswith(beginning) for word in words for beginning in beginnings):
            found.add(each)
    return {"occupation": found.pop()} if len(found) == 1 else {}


def _study_thing(segment: SegmentReading) -> dict[str, Any]:
    """Return the study that a segment names, in the person's words."""
    study = _INSTEAD.sub("", segment.study)
    return {"study": study} if study else {}


def clip_study(text: str) -> str:
    """Return the words up to the end of their clause, without the article."""
    words = _END.split(text.strip())[0].split()[:MAX_STUDY_WORDS]
    return re.sub(r"^(?:le|la|les|l['’]|un|une|mon|ma|mes) ?", "", " ".join(words)).strip(" '\"’")


def names_occupation(segment: SegmentReading) -> bool:
    """Whether a segment mentions a profession."""
    return any(m.type == PROFESSION for m in segment.mentions)


def aim_id(thing: dict[str, Any]) -> str:
    """Return the profession id or the study of a choice, or ""."""
    return str(thing.get("occupation") or thing.get("study") or "")


def find_chosen_aim(act: Act) -> Optional[str]:
    """Return what an act chooses, or None."""
    return (
        (aim_id(act.values) or None)
        if act.intent == "choose" and not act.values.get("value")
        else None
    )
