"""Proposers for statements: facts about oneself, doubts, limits for the leads, recaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any, Optional

from bot.choice_payloads import NoteFacts
from bot.dialogue.interpretation.clause_facts import (
    FACT_LABELS,
    LEAD_FACT_KINDS,
    MIN_ASKING,
    MIN_POSSIBLE_FACT,
    MIN_SURE_FACT,
    split_pieces,
    with_segment_kind,
)
from bot.dialogue.interpretation.goal_proposers import MIN_NEARNESS, likeliest_occupation
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.study_mentions import find_study
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.dialogue.reading.sentence_forms import is_question
from bot.guidance import (
    audience,
    clause_extraction,
    fact_extraction,
    polarity,
    self_contained_clauses,
)
from bot.language.normalisation import normalise
from bot.notebook import fact_topics, wishes

# Least words of a fact and of a story; « et à Verviers » states nothing.
MIN_WORDS_OF_FACT, MIN_WORDS_OF_STORY = 3, 5
# A fact this likely may be short: « j'ai 31 ans ».
MIN_SURELY_TOLD = 0.8
# A kind that is hardly likelier than a taste is noted as a taste.
MIN_TASTE_SHARE = 0.7
TASTE_LABELS = ("tell.like", "tell.dislike", "tell.constraint")
# From this probability on a fact is told.
MIN_TOLD = 0.3
# A longer statement in another language is not noted.
MAX_FOREIGN_WORDS = 12
# Least probability of other kinds.
MIN_LIKELY_KIND = 0.4
# Least probability of a plain judgement.
JUDGED_PROBABILITY = 0.9
# A fact is only noted, so requests in the same words precede it.
FACT_WEIGHT = 0.75


# « tu as retenu quoi de moi ? »: what the person said, not what the bot said last.
_RECALLS = re.compile(
    # What the bot remembers of the person.
    r"\b(?:tu|t|as|vous|avez) (?:\w+ ){0,3}(?:reten\w+|retiens|notee?s?|compris\w*)"
    r" (?:(?:de|sur|pour) (?:moi|nous|elle|lui)|l essentiel|tout|quoi|koi)\b"
    r"|\b(?:qu|quoi|koi|ce que|ske) (?:tu|t|as|tas|vous|avez|as tu|avez vous) (?:\w+ )?"
    r"(?:reten\w+|retiens|notee?s?|garde\w*|compris\w*)\b"
    r"|\b(?:tu te|vous vous) (?:souv\w+|rappel\w+)\b"
    r"|\b(?:sais|savez)(?: quoi| koi)? (?:de|sur) (?:moi|nous)\b"
    # What the person said, and words for a summary.
    r"|\b(?:ce que|ske|ce qu) (?:\w+ ){1,3}dit$"
    r"|^(?:\w+ ){0,4}(?:recap\w*|resume\w*|fai\w* (?:moi |nous )?(?:le|un) (?:petit )?point)\b"
    r"(?! (?:des|du|de la|le|la|les) )"
)
_MISSED = re.compile(r"\b(?:pas|rien|mal) (?:compris|retenu|note)")
# « résume vite », whatever follows.
_ASKS_FOR_ONE = re.compile(
    r"^(?:ok |bon |alors |stp |fais (?:moi )?(?:un |le )?)*(?:recap\w*|resume\w*)\b"
)
# Probability of a non-fact, and most of any other reading.
NON_FACT_PROBABILITY, MAX_OTHER_PROBABILITY = 0.9, 0.5
# « tu as enregistré quoi ? » is no small talk.
RECAP_PROBABILITY = 1.0
# A fact that a correction tells goes before the correction alone.
MIN_CORRECTED, CORRECTED_PROBABILITY = 0.4, 1.05
# Most words of a message that is nothing but a fact.
MAX_BARE_FACT_WORDS = 3
# A longer goal is specific; a shorter one only near a profession (`MIN_NEARNESS`).
MIN_GOAL_WORDS = 6
# Least probability of a statement about somebody else; a worry has its own answer.
MIN_ABOUT_OTHER = 0.6
# Kinds not noted about a requested meeting, or beside an apology.
_MEETING_LABELS = (
    *("request.appointment", "request.human", "request.reschedule", "request.cancel"),
    "request.visit",
)
_MEETING_FACT_KINDS = ("constraint", "situation", "dislike", "unsure", "kept")
_TALK_FACT_KINDS = ("weakness", "constraint", "situation", "unsure", "kept")
MIN_WISHED = 0.5


def propose_memory_recap(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a short recap of what was understood: « fais le point »."""
    normalised = normalise(segment.text)
    if segment.mentions or not _RECALLS.search(normalised) or _MISSED.search(normalised):
        return
    others = (segment.labels["service.privacy"], segment.acts["tell"], segment.acts["off"])
    unlikely_otherwise = max(others) < MAX_OTHER_PROBABILITY
    if unlikely_otherwise or _ASKS_FOR_ONE.match(normalised):
        act = Act("show_notebook", {}, segment.text)
        yield Hypothesis(act, RECAP_PROBABILITY, "recalls what was told")


def propose_non_fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose what to do with a text that sounds like a fact and is none: « tu rigoles »."""
    asks = segment.acts["ask"]
    if (
        fact_extraction.declines_offers(segment.text)
        and asks < MAX_OTHER_PROBABILITY
        and not segment.mentions
    ):
        act = Act("note_facts", {"facts": [], "value": NoteFacts.ONLY_ANSWERS}, segment.text)
        yield Hypothesis(act, NON_FACT_PROBABILITY, "wants answers alone")
    elif (
        state.whom is None
        and audience.speaks_as_class(segment.text)
        and asks < MAX_OTHER_PROBABILITY
    ):
        act = Act("note_facts", {"facts": [], "value": NoteFacts.CLASS}, segment.text)
        yield Hypothesis(act, NON_FACT_PROBABILITY, "a class says hello")
    elif (
        is_only_about_other(state, segment) and segment.labels["tell.worry"] < MAX_OTHER_PROBABILITY
    ):
        act = Act("note_facts", {"facts": [], "value": NoteFacts.OF_ANOTHER}, segment.text)
        yield Hypothesis(act, segment.acts["tell"], "of somebody else")
    elif fact_extraction.expresses_doubt(segment.text) and asks < MAX_OTHER_PROBABILITY:
        named = next(filter(None, map(likeliest_occupation, segment.mentions)), "")
        values: dict[str, Any] = {"facts": [], "value": NoteFacts.DOUBT}
        if named:
            values["occupation"] = named
        yield Hypothesis(
            Act("note_facts", values, segment.text), NON_FACT_PROBABILITY, "a doubt, no fact"
        )


def propose_narrowing(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to note a limit and choose the leads on screen again: « et sans travailler le
    week-end ? »."""
    likely = segment.asking_probability + segment.labels["tell.constraint"]
    words = segment.text.rstrip(" ?")
    if any(mention.type == PROFESSION for mention in segment.mentions):
        return  # a question about that one
    if state.shown and segment.word_count <= MAX_ELLIPTICAL_WORDS and wishes.parse_wishes(words):
        values = {"kind": "constraint", "other": False, "again": True}
        yield Hypothesis(Act("note_fact", values, words), likely, "narrows the leads")


def is_only_about_other(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a segment only tells about somebody else: « mon frère est plombier »."""
    if (
        state.whom is not None
        or is_question(segment.text)
        or audience.find_stated_audience(segment.text) is not None
        or _is_own_strength(segment)
    ):
        return False
    own = clause_extraction.extract_clause_texts(segment.text) or clause_extraction.is_empty_talk(
        segment.text
    )
    return not own and segment.acts["tell"] - segment.labels["tell.goal"] >= MIN_ABOUT_OTHER


def _is_own_strength(segment: SegmentReading) -> bool:
    """Whether others are quoted on what the person is good at: « ma prof dit que je dessine
    bien »."""
    return segment.labels["tell.strength"] >= MIN_SURE_FACT and _is_about_oneself(segment)


def _is_about_oneself(segment: SegmentReading) -> bool:
    return audience.is_about_oneself(segment.text)


def _whom_it_is_about(segment: SegmentReading) -> Optional[str]:
    """Return "another" where the reading says so, whatever the pronouns."""
    return "another" if segment.about_other else None


def propose_fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to note a fact about the person, or about the one they ask for."""
    corrects = segment.labels["correct.self"] >= MIN_CORRECTED
    # « non je me suis trompé, en 4e »; « 22 ans », « pas cess » in a talk on one's own plans
    talks = bool(state.salience.referents) and state.whom is None and segment.alone
    bare = talks and segment.word_count <= MAX_BARE_FACT_WORDS and segment.acts["ask"] < MIN_ASKING
    topics = fact_topics.parse_topics(segment.text) if corrects or bare else []
    if topics and (corrects or all(each.key == "age" or each.against for each in topics)):
        values = {"kind": "situation", "other": segment.about_other, "pieces": []}
        act = Act("note_fact", values, segment.text)
        yield Hypothesis(act, CORRECTED_PROBABILITY, "what is right instead")
        return
    if not _may_tell_fact(state, segment):
        return
    label, told = _likeliest_fact(segment)
    pieces = list(split_pieces(segment))
    unsure = [replace(each, kind=fact_extraction.UNSURE_KIND) for each in pieces]
    whom = state.whom or audience.find_stated_audience(segment.text) or _whom_it_is_about(segment)
    surely = fact_extraction.extract_facts(
        fact_extraction.UNSURE_KIND, segment.text, whom, pieces=unsure
    )
    if surely and _judges_plainly(segment):
        told = max(told, JUDGED_PROBABILITY)
    brief = (
        segment.alone or surely or label in TASTE_LABELS or segment.labels[label] >= MIN_SURELY_TOLD
    )
    min_words = MIN_WORDS_OF_FACT if brief else MIN_WORDS_OF_STORY
    if told < MIN_TOLD or len(normalise(segment.text).split()) < min_words:
        return
    vague = label == "tell.goal" and not segment.mentions and not surely
    if vague and not _is_specific(state, segment):
        return
    kind = _fact_kind(label, told, segment, pieces)
    clauses = [asdict(with_segment_kind(each, segment, kind)) for each in pieces]
    values = {"kind": kind, "other": segment.about_other, "pieces": clauses}
    yield Hypothesis(Act("note_fact", values, segment.text), FACT_WEIGHT * told, label)


def _may_tell_fact(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a segment has a clause that can be noted."""
    whom = state.whom or audience.find_stated_audience(segment.text) or _whom_it_is_about(segment)
    others = whom is not None or _is_own_strength(segment)
    if not clause_extraction.extract_clause_texts(segment.text, include_others=others):
        return False  # a greeting, a laugh, thanks, or what somebody else does
    begins_question = not segment.alone and segment.probability < MIN_SURE_FACT
    if begins_question and find_study(segment, state.library.base):
        return False  # « la bio à l'unif, … »
    # The clauses of a long message in another language cannot be told apart.
    readable = state.language == FRENCH or segment.word_count <= MAX_FOREIGN_WORDS
    return readable and not self_contained_clauses.is_order_to_bot(segment.text)


def _likeliest_fact(segment: SegmentReading) -> tuple[str, float]:
    """Return the likeliest label of a fact and the probability that any fact is told."""
    label = max(FACT_LABELS, key=lambda label: segment.labels[label])
    if segment.labels["tell.like"] >= MIN_TASTE_SHARE * segment.labels[label]:
        label = "tell.like"
    told = sum(segment.labels[each] for each in FACT_LABELS)
    if not any(m.type == PROFESSION for m in segment.mentions):
        label = max((label, *LEAD_FACT_KINDS), key=lambda label: segment.labels[label])
        told += sum(segment.labels[label] for label in LEAD_FACT_KINDS)
    return label, told


def _fact_kind(
    label: str, told: float, segment: SegmentReading, pieces: Sequence[fact_extraction.ReadClause]
) -> str:
    """Return the kind to note; where the label is unsure, or the words of the only clause correct
    it, the clauses decide."""
    kind = LEAD_FACT_KINDS.get(label, label.partition(".")[2])
    enough = MIN_SURE_FACT if kind in fact_extraction.JUDGED_KINDS else MIN_LIKELY_KIND
    if segment.labels[label] >= enough:
        read = pieces[0].kind if len(pieces) == 1 else kind
        return read if (kind, read) in polarity.CORRECTED_KINDS else kind
    tells = segment.alone and told >= MIN_POSSIBLE_FACT
    own = tells and _is_about_oneself(segment)
    return fact_extraction.KEPT_KIND if own else fact_extraction.UNSURE_KIND


def is_about_meeting(fact: Act, before: Iterable[SegmentReading]) -> bool:
    """Whether a fact only qualifies a meeting requested before: « …, mais pas par téléphone »."""
    wishes_to_meet = (sum(segment.labels[label] for label in _MEETING_LABELS) for segment in before)
    return (
        fact.values["kind"] in _MEETING_FACT_KINDS
        and max(wishes_to_meet, default=0.0) >= MIN_WISHED
    )


def is_about_talk(fact: Act, others: Iterable[SegmentReading]) -> bool:
    """Whether a fact only excuses what was written: « je suis fatiguée » beside an apology."""
    sorry = max((segment.labels["social.sorry"] for segment in others), default=0.0)
    return (
        fact.values["kind"] in _TALK_FACT_KINDS
        and sorry >= MIN_WISHED
        and not fact_topics.parse_topics(fact.text)
    )


def _judges_plainly(segment: SegmentReading) -> bool:
    """Whether a segment plainly likes or refuses something and asks nothing."""
    judged = any(
        polarity.find_polarity(each, wanting_counts=False)
        for each in clause_extraction.extract_clause_texts(segment.text)
    )
    others = segment.acts["tell"] + segment.acts["ask"] + segment.acts["react"]
    # « quand » asks or states.
    asks = is_question(segment.text) and segment.acts["ask"] >= MIN_ASKING
    return judged and others >= MIN_SURE_FACT and "?" not in segment.text and not asks


def _is_specific(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a goal says what is wanted: « m'occuper d'animaux », not « travailler »."""
    if segment.word_count >= MIN_GOAL_WORDS:
        return True
    near = state.library.near(segment.spelt)
    return bool(near) and near[0][1] >= MIN_NEARNESS
