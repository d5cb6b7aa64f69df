"""Weigh the entry that a whole message asks for against the acts of its segments."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.interpretation.acknowledgement_proposers import is_acknowledgement
from bot.dialogue.interpretation.act_kinds import is_answered, is_polite
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import RankedSegment
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.occupation_choices import (
    OCCUPATION_QUESTION_INTENTS,
    knows_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading.labels import PROFESSION, TRAINING
from bot.dialogue.reading.segment_readings import SegmentReading

# Factor for a study that the message names, which is less certain than a profession (« s'inscrire
# en haute école »); not where it goes on to it: « et la pharmacie à l'unif ? ».
STUDY_FACTOR = 0.85
# An entry this likely was asked for by name.
BY_NAME_PROBABILITY = 0.95
# Factor for a question about a profession or two to compare, and for a list of professions.
SUBJECT_FACTOR = 1.3
# From this probability and share on an entry is told beside a likelier act that is no entry: nine
# in ten of them are right. It goes first unless the act names its subject and is this sure.
MIN_TOLD_TOO, MIN_SHARE_TOLD_TOO, SURE_ACT = 0.4, 0.8, 0.9
# Least probability of the entry of another question of the message.
MIN_OTHER_QUESTION = 0.6
# Least share of an entry that answers a situation instead of « je ne sais pas quoi faire ».
MIN_SHARE_OF_LOST = 0.7
# Factor for a step that is read from the intent alone, where it is unsure.
DEFERRED_FACTOR = 0.8
# Lists of professions; beside them, and beside an event or a question about the talk, no entry is
# told.
_LISTS = frozenset({"ask_field", "ask_leads"})
_ALONE = _LISTS | {"ask_again", "ask_events"}


def prefer_contextual_entry(
    acts: list[Act],
    weighed: Sequence[RankedSegment],
    meant: ContextualEntries,
    entry: Act,
    state: InformationState,
) -> list[Act]:
    """Put the `entry` that the whole message asks for in place of the acts where it is at least as
    likely, and beside them where it is likely and no other entry is.

    Two questions that both have an answer stay two, and another question that surely asks for an
    entry of its own stays beside that of the whole message.
    """
    entries = [str(act.values["question"]) for act in acts if act.values.get("question")]
    if meant.ranked[0][0] in entries or len(entries) > 1:
        return acts
    acknowledged = [act for act in acts if is_acknowledgement(act)]
    others = [act for act in acts if act not in acknowledged]
    rivals = _list_rivals(others, weighed, meant, state)
    likeliest = max((_rival_likelihood(act, weighed, meant) for act in rivals), default=0.0)
    if likeliest <= meant.probability:
        return [*acknowledged, *_with_other_questions(entry, rivals, weighed)]
    if entries or not _is_told_too(meant, rivals, weighed):
        return acts
    sure = [act for act in rivals if _has_subject(act) and act_likelihood(act, weighed) >= SURE_ACT]
    unsure = [act for act in rivals if act not in sure and not _asks_which(act, weighed, state)]
    return [*acknowledged, *sure, entry, *unsure]


def _list_rivals(
    acts: Sequence[Act],
    weighed: Sequence[RankedSegment],
    meant: ContextualEntries,
    state: InformationState,
) -> list[Act]:
    """Return the acts that request something by themselves and know what it is about."""
    explained = meant.ranked[0][1] >= MIN_SHARE_OF_LOST and any(
        _states_situation(each.segment) for each in weighed
    )
    return [
        act
        for act in acts
        if not (
            _is_background(act, explained)
            or (_asks_back(act, state, or_several=True) and not state.shown)
            or _lacks_tried_occupation(act, weighed)
        )
    ]


def _with_other_questions(
    entry: Act, rivals: Sequence[Act], weighed: Sequence[RankedSegment]
) -> list[Act]:
    """Return the entry of a message and those that its other questions ask for, in order."""
    asking = [s.segment.text for s in weighed if s.segment.act in ("ask", "service")]
    if entry.text not in asking:
        return [entry]
    others = [
        act
        for act in rivals
        if act.values.get("question") and act.text in asking and act.text != entry.text
        if act_likelihood(act, weighed) >= MIN_OTHER_QUESTION
    ]
    return sorted([entry, *others], key=lambda act: asking.index(act.text))


def _is_told_too(
    meant: ContextualEntries, rivals: Sequence[Act], weighed: Sequence[RankedSegment]
) -> bool:
    """Whether an entry is told beside likelier acts: those of one segment, which neither guide
    (steps are deferred) nor surely go on about the subject, nor are about the talk or the bot."""
    if meant.probability < MIN_TOLD_TOO or meant.ranked[0][1] < MIN_SHARE_TOLD_TOO:
        return False
    texts = {act.text for act in rivals}
    asking = {each.segment.act for each in weighed if each.segment.text in texts}
    guides = any(act.deferred or act.intent in _ALONE for act in rivals)
    goes_on = any(act_likelihood(act, weighed) >= SURE_ACT for act in rivals if _has_subject(act))
    if guides or (goes_on and not _names_subject(weighed)):
        return False
    return len(texts) == 1 and asking.isdisjoint(("meta", "service"))


def _asks_which(act: Act, weighed: Sequence[RankedSegment], state: InformationState) -> bool:
    """Whether the subject of an act is one of many, or that of what was said before, which the
    entry weighs; few words go on from it all the same."""
    if _asks_back(act, state, or_several=False):
        return True
    words = sum(len(each.segment.text.split()) for each in weighed)
    return _has_subject(act) and words > MAX_ELLIPTICAL_WORDS and not _names_subject(weighed)


def _names_subject(weighed: Sequence[RankedSegment]) -> bool:
    return any(each.segment.mentions for each in weighed)


def _names_known_thing(weighed: Sequence[RankedSegment]) -> bool:
    """Whether a profession or a training of the base is named."""
    mentions = [mention for each in weighed for mention in each.segment.mentions]
    return any(m.target for m in mentions if m.type in (PROFESSION, TRAINING))


def _has_subject(act: Act) -> bool:
    return bool({"occupation", "study", "candidates"} & act.values.keys())


def _states_situation(segment: SegmentReading) -> bool:
    return segment.act == "tell" and segment.label != "tell.lost"


def _rival_likelihood(
    act: Act, weighed: Sequence[RankedSegment], meant: ContextualEntries
) -> float:
    """Return how likely an act is beside the entry of the whole message; another entry counts by
    its share unless it was asked for by name."""
    likelihood = act_likelihood(act, weighed)
    if act.values.get("question") and likelihood < BY_NAME_PROBABILITY:
        return likelihood * meant.share(str(act.values["question"]))
    about = any(act.values.get(name) for name in ("occupation", "candidates", "pair"))
    named = act.deferred and _names_known_thing(weighed)
    if about or named or act.intent in _LISTS:
        return likelihood * SUBJECT_FACTOR
    factor = DEFERRED_FACTOR if act.deferred and likelihood < SURE_ACT else 1.0
    study, said = str(act.values.get("study", "")), act.text.lower()
    names_study = bool(study) and study.lower() in said and not said.startswith("et ")
    return likelihood * (STUDY_FACTOR if names_study else factor)


def _asks_back(act: Act, state: InformationState, or_several: bool) -> bool:
    """Whether an act would only ask back of which profession; `or_several`: not of several."""
    of_some = act.intent in OCCUPATION_QUESTION_INTENTS
    return of_some and not knows_subject(act, state, or_several)


def _lacks_tried_occupation(act: Act, weighed: Sequence[RankedSegment]) -> bool:
    """Whether a trial was read although no profession is named: « on m'a dit que … »."""
    named = any(m.type == PROFESSION for each in weighed for m in each.segment.mentions)
    unsure = act_likelihood(act, weighed) < BY_NAME_PROBABILITY
    return unsure and act.values.get("intent") == "tell_trial" and not named


def _is_background(act: Act, explained: bool) -> bool:
    """Whether an act requests nothing by itself: a polite word, a statement, an unknown answer.

    Being lost is the request itself unless the situation that it comes from is `explained`.
    """
    label = str(act.values.get("label"))
    states = act.deferred and label.startswith(("tell.", "answer."))
    states = states and (explained or label != "tell.lost")
    states = states or act.intent == "note_facts" or act.values.get("intent") == "tell_interest"
    polite = is_polite(act) and act.values.get("intent", act.intent) != "small_talk"
    return states or polite or not is_answered(act)


def act_likelihood(act: Act, weighed: Sequence[RankedSegment]) -> float:
    """Return the probability of an act in the segment it was read from, 1 if it was added later."""
    return max(
        (
            hypothesis.probability
            for each in weighed
            for hypothesis in each.hypotheses
            if hypothesis.act.intent == act.intent and hypothesis.act.text == act.text
        ),
        default=1.0,
    )
