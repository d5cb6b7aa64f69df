"""Proposers for statements to acknowledge: an injustice, a fear (`actions.acknowledgements`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.choice_payloads import OutOfScope
from bot.dialogue.interpretation.hypotheses import BOT_INTENTS, Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.guidance import audience
from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.notebook import fact_topics
from bot.notebook.sensitive_topics import is_sensitive

FAMILY, SUCCESS, FAILURE, AILMENT, ADVICE = (
    *("family", "success", "failure", "ailment", "advice"),
)
# Kinds that are rarely noted, and kinds noted as facts; of the latter only a clear case is
# acknowledged.
_UNNOTED_KINDS = ("worry", "other", "private", "weakness", "doubt")
_NOTED_KINDS = ("situation", "done", "constraint", "dislike", "strength")
MIN_CLEAR, MIN_CLEAR_BESIDE = 0.22, 0.3
# Added to the probability, ahead of other readings of the same words.
PRECEDENCE = 0.05
# Kinds to which « tell.lost », which has an answer of its own, may add.
_LOST_KINDS = ("worthless", "tired")
# Kinds that need a higher score, because a mistaken reply would be out of place.
_MIN_BY_KIND = {
    **{"injustice": 0.23, "success": 0.2, "prejudice": 0.23, "fear": 0.22, "breakdown": 0.28},
    **{"loss": 0.25, "gender": 0.25, "age": 0.25, "search": 0.28, FAMILY: 0.27},
}
# The least probability of a statement, and the most of a question.
MIN_TOLD, MAX_ASKED = 0.3, 0.3
# Labels of one or two words, which the reading hardly knows: « stress ».
_BARE_LABELS = ("none.none", "social.comment", "react.choose", "social.smalltalk")
# Tells failure from success.
_FAILS = phrase(
    r"\b(?:pas|jamais|rat\w*|échou\w*|échec\w*|foir\w*|loup\w*|doubl\w*|recal\w*|bus\w*|gauf\w*)\b"
)
_ADVISED = phrase(
    r"\b(?:conseil\w*|propos\w*|me (?:voit|voient|verrait|pousse\w*)|(?:dit|disai\w*) de)\b"
)
_ADVICE = re.compile(
    r"\b(?:de faire|de devenir|conseillé|proposé|voit|voient|verrait|en)(?: (?:comme|en|d'être))?"
    r" (?P<what>[\w' -]{3,40}?)(?:,| parce| pcq| car| mdr|$)",
    re.IGNORECASE,
)
_NEVER = phrase(
    r"\b(?:jamais de la vie|hors de question|pas question|non merci|très peu pour moi|mort de rire"
    r"|plutôt crever|sans moi)\W*$"
)
MIN_MEDICAL = 0.1
_NOW = phrase(
    r"\b(?:depuis (?:hier|ce|cette|tout|lundi|deux)|ce matin|aujourd|lance|pris|prends)\b"
)
# An entry is answered beside the acknowledgement, or offered, from these probabilities on.
MIN_ANSWERED, MIN_OFFERED = 0.5, 0.2
# Score of a segment that counts alone, and probability of statements that count together.
MIN_CLEAR_ALONE, MIN_SURELY_TOLD = 0.35, 0.6


def propose_acknowledgement(
    state: InformationState, segment: SegmentReading
) -> Iterator[Hypothesis]:
    """Propose to acknowledge a statement by its kind: « le prof m'accuse pour rien »."""
    if "?" in segment.text:
        return
    if is_advice_refused(segment):
        act = _make_acknowledgement(ADVICE, segment, {"facts": list(_refused_advice(segment.text))})
        yield Hypothesis(act, 1.0, "an advice is refused")
        return
    kind, score = _classify_telling(segment.spelt or segment.text, state)
    told = _telling_probability(segment, score)
    if kind in _LOST_KINDS:
        told += segment.labels["tell.lost"]
    if is_sensitive(segment.text) and kind != AILMENT:
        return
    if audience.is_leaving_school(segment.text) and kind != SUCCESS:
        return  # answered elsewhere; « j'ai décroché un stage » leaves no school
    if not kind or told < MIN_TOLD or _asking_probability(segment) > MAX_ASKED:
        return
    if kind == "fear" and _limits_leads(segment):
        return
    if kind == FAMILY and audience.find_stated_audience(segment.text) == "child":
        return  # the wish of a child is the reason of the message
    if (
        kind == AILMENT
        and segment.labels["off.medical"] < MIN_MEDICAL
        and not _NOW.search(fold_text(segment.text))
    ):
        return  # a lasting ailment limits the leads
    if kind == AILMENT:
        act = Act("out_of_scope", {"value": OutOfScope.MEDICAL}, segment.text)
        yield Hypothesis(act, told, "an ailment")
        return
    kind = _success_or_failure(kind, segment.text)
    act = _make_acknowledgement(kind, segment, {"score": score})
    yield Hypothesis(act, min(1.0, told + PRECEDENCE), f"{kind} is told")


def acknowledge_whole(acts: list[Act], reading: Reading, state: InformationState) -> list[Act]:
    """Return at most one acknowledgement for a message of a few segments.

    The segments are classified together where each only tells; a clear one counts alone.
    """
    pieces = reading.segments
    acknowledged = [act for act in acts if is_acknowledgement(act)]
    if acknowledged and acknowledged[-1].values["heard"] == ADVICE:
        return acknowledged[-1:]
    only_states = all(
        _telling_probability(each, 1.0) >= MIN_SURELY_TOLD
        and _asking_probability(each) <= MAX_ASKED
        for each in pieces
    )
    if not acknowledged and not only_states:
        return []
    kind, score = _classify_telling(reading.text, state)
    if kind == AILMENT or is_sensitive(reading.text):
        return acknowledged[-1:]
    if not acknowledged and not kind:
        return []
    alone = [_classify_telling(act.text, state) for act in acknowledged]
    clear = [each for each in alone if kind or each[1] >= MIN_CLEAR_ALONE]
    best, score = max([*clear, (kind, score)], key=lambda each: each[1])
    known = {**(acknowledged[-1].values if acknowledged else {}), "score": score}
    return (
        [_make_acknowledgement(_success_or_failure(best, reading.text), pieces[0], known)]
        if best
        else []
    )


def _classify_telling(text: str, state: InformationState) -> tuple[str, float]:
    """Return the kind and score of a text, ("", 0.0) if unclear."""
    kind, score = state.library.telling(text)
    return (kind, score) if score >= _MIN_BY_KIND.get(kind, 0.0) else ("", 0.0)


def _success_or_failure(kind: str, text: str) -> str:
    """Tell success from failure, which are near in meaning, by the words of a text."""
    if kind not in (SUCCESS, FAILURE):
        return kind
    return FAILURE if _FAILS.search(fold_text(text)) else SUCCESS


def is_clear_acknowledgement(act: Act) -> bool:
    """Whether a statement is clear enough to acknowledge beside a question."""
    return act.values["heard"] == ADVICE or act.values.get("score", 0.0) >= MIN_CLEAR_BESIDE


def is_acknowledgement(act: Act) -> bool:
    """Whether an act acknowledges a statement."""
    return act.intent == "note_facts" and bool(act.values.get("heard"))


def names_no_subject(act: Act) -> bool:
    """Whether what is named is not what is spoken about: « ma camionnette est en panne » is about
    no driver, « t'es une IA ? » about no engineer."""
    return is_acknowledgement(act) or act.values.get("intent", act.intent) in BOT_INTENTS


def _limits_leads(segment: SegmentReading) -> bool:
    """Whether what sounds like a fear says what to avoid: « j'ai peur du vide », « j'ai horreur
    des chefs »."""
    disliked = segment.labels["tell.dislike"] >= MIN_SURELY_TOLD
    return disliked or any(topic.against for topic in fact_topics.parse_topics(segment.text))


def _refused_advice(text: str) -> Iterator[dict[str, Any]]:
    """Yield the advice that is refused, as a fact to note."""
    found = _ADVICE.search(text)
    if found:
        yield {"kind": "dislike", "words": f"pas {found['what']}", "other": False}


def is_advice_refused(segment: SegmentReading) -> bool:
    """Whether a segment refuses an advice: « ma tante me voit caissière, hors de question »."""
    folded = fold_text(segment.text)
    return (
        bool(_NEVER.search(folded) and _ADVISED.search(folded)) and segment.acts["ask"] < MAX_ASKED
    )


def _make_acknowledgement(
    kind: str, segment: SegmentReading, known: Optional[dict[str, Any]] = None
) -> Act:
    values: dict[str, Any] = {"facts": [], **(known or {}), "heard": kind}
    return Act("note_facts", values, segment.text)


def _telling_probability(segment: SegmentReading, score: float) -> float:
    """Return the probability that a segment tells something to acknowledge."""
    told = sum(segment.labels[f"tell.{what}"] for what in _UNNOTED_KINDS)
    if score >= MIN_CLEAR:
        told += sum(segment.labels[f"tell.{what}"] for what in _NOTED_KINDS)
        bare = segment.alone and segment.word_count <= MAX_BARE_WORDS
        told += sum(segment.labels[label] for label in _BARE_LABELS) if bare else 0.0
    named = any(m.type == PROFESSION and m.target for m in segment.mentions)
    return told if not (named and segment.labels["tell.goal"] >= MIN_TOLD) else 0.0


def _asking_probability(segment: SegmentReading) -> float:
    if segment.word_count <= MAX_BARE_WORDS:
        return 0.0
    return segment.asking_probability
