"""What is only told and wants to be taken up: an injustice, a fear, a success (`actions.hearing`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.dialogue.interpretation.brevity import MAX_BARE, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import doors
from bot.guidance.folding import fold
from bot.guidance.kept_out import kept_out
from knowledge.text import normalise

FAMILY, SUCCESS, FAILURE, AILMENT, ADVICE = (
    *("family", "success", "failure", "ailment", "advice"),
)
# What is hardly noted, and what is noted as a fact of oneself: of that only a clear case is heard.
_HEARD = ("worry", "other", "private", "weakness", "doubt", "lost")
_NOTED = ("situation", "done", "constraint", "dislike", "strength")
CLEARLY = 0.22
# What is told goes before what other readings of the same words would do with it.
BEFORE_OTHERS = 0.05
# So likely a segment must be told, and so little may be asked.
MIN_TOLD, MAX_ASKED = 0.3, 0.3
# A word or two are hardly anything for the reading: « stress ».
_BARE = ("none.none", "social.comment", "react.choose", "social.smalltalk")
# The two are near in meaning: the words tell them apart.
_FAILS = re.compile(
    r"\b(?:pas|jamais|rat\w*|echou\w*|echec\w*|foir\w*|loup\w*|doubl\w*|recal\w*|bus\w*|gauf\w*)\b"
)
_ADVISED = re.compile(
    r"\b(?:conseil\w*|propos\w*|voit|verait|voient|pouse\w*|voulait|veut|disai\w*|dit|avait dit)\b"
)
_NEVER = re.compile(
    r"\b(?:jamais de la vie|hors de question|pas question|non merci|tres peu pour moi|mort de rire"
    r"|plutot crever|sans moi|jamais)\W*$"
)
# An entry of the base that answers so surely is told beside; so likely, it is offered.
SURELY_ANSWERED, OFFERED = 0.5, 0.2


def heard(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« le prof m'accuse pour rien », « à mon âge c'est foutu »: taken up by its kind."""
    if kept_out(segment.text) or "?" in segment.text or doors.leaving(segment.text):
        return
    if is_advice_refused(segment):
        yield Hypothesis(_act(ADVICE, segment), 1.0, "an advice is refused")
        return
    kind, score = state.library.telling(segment.spelt or segment.text)
    told = _told(segment, score)
    if not kind or told < MIN_TOLD or _asks(segment) > MAX_ASKED:
        return
    if kind == FAMILY and doors.told_for(segment.text) == "child":
        return  # what a child wants or not is why the parent writes
    if kind == AILMENT:
        act = Act("out_of_scope", {"value": "medical"}, segment.text)
        yield Hypothesis(act, told, "an ailment")
        return
    kind = _by_its_words(kind, segment.text)
    yield Hypothesis(_act(kind, segment), min(1.0, told + BEFORE_OTHERS), f"{kind} is told")


def of_the_whole(act: Act, text: str, state: InformationState) -> Act:
    """The same of a message in a few pieces, which tell one thing together: « mon oncle dit que la
    mécanique » ¦ « c'est pour ceux qui ne savent rien faire d'autre »."""
    kind, score = state.library.telling(text)
    if score < CLEARLY or kind == AILMENT or act.values["heard"] == ADVICE:
        return act
    return replace(act, values={**act.values, "heard": _by_its_words(kind, text)})


def _by_its_words(kind: str, text: str) -> str:
    if kind not in (SUCCESS, FAILURE):
        return kind
    return FAILURE if _FAILS.search(fold(text)) else SUCCESS


def is_heard(act: Act) -> bool:
    """Whether an act takes up what was told."""
    return act.intent == "note_facts" and bool(act.values.get("heard"))


def is_advice_refused(segment: SegmentReading) -> bool:
    """« ma tante me voit caissière, hors de question »."""
    said = fold(segment.text)
    return bool(_NEVER.search(said) and _ADVISED.search(said)) and segment.of_act("ask") < MAX_ASKED


def _act(kind: str, segment: SegmentReading) -> Act:
    values: dict[str, Any] = {"facts": [], "heard": kind}
    return Act("note_facts", values, segment.text)


def _told(segment: SegmentReading, score: float) -> float:
    told = sum(segment.of(f"tell.{what}") for what in _HEARD)
    if score >= CLEARLY:
        told += sum(segment.of(f"tell.{what}") for what in _NOTED)
        bare = segment.alone and count_words(segment.text) <= MAX_BARE
        told += sum(map(segment.of, _BARE)) if bare else 0.0
    named = any(m.type == PROFESSION and m.target for m in segment.mentions)
    return told if not (named and segment.of("tell.goal") >= MIN_TOLD) else 0.0


def _asks(segment: SegmentReading) -> float:
    if count_words(normalise(segment.text)) <= MAX_BARE:
        return 0.0
    return segment.of_act("ask") + segment.of_act("request")
