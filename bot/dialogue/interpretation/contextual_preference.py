"""When an entry that is asked for in context replaces the acts of the segments.

The entry of the whole message does. A message too long to be ranked as a whole has its questions
ranked after everything that stands before them, in two views: with the weights of the talks
(`contextual_entries`), and by classifier and search over all these words. By itself « je ne sais
pas si on a le droit de refuser quelqu'un à cause de ça » asks for little; an entry that both views
put first is meant, even where each of them is unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.dialogue.interpretation import contextual_entries, entry_policy
from bot.dialogue.interpretation.act_kinds import is_answered
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.entry_competition import (
    BY_NAME_PROBABILITY,
    act_likelihood,
    prefer_contextual_entry,
)
from bot.dialogue.interpretation.entry_ranking import score_entries
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import MIN_SURELY_ASKS, RankedSegment
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.message_context import MAX_WHOLE_WORDS
from bot.dialogue.reading.segment_readings import Reading, SegmentReading

# Least probability of an entry that both views put first.
MIN_AGREED = 0.2
# An entry of the question alone that is less likely gives way to one that both views put first.
MIN_OWN_ENTRY = 0.6
# A question whose own answer is less likely takes the entry that the second view puts first, from
# this score on and with this lead.
MIN_LIKELY, MIN_LEADING, MIN_LEAD = 0.5, 0.2, 0.08
# Fewer words are no question of their own.
MIN_QUESTION_WORDS = 4
_SUBJECTS = frozenset({"question", "occupation"})


@dataclass(frozen=True)
class StoryEntries:
    """The entries for a question after what stands before it.

    `first`: the likeliest. `agreed`: in a long message, both views put it first. `leading`: the
    entry that the second view puts well before all others, or "".
    """

    entries: ContextualEntries
    first: str
    agreed: bool = False
    leading: str = ""


def answer_in_context(
    acts: list[Act],
    weighed: Sequence[RankedSegment],
    unsettled: Sequence[SegmentReading],
    reading: Reading,
    state: InformationState,
) -> tuple[list[Act], Optional[ContextualEntries]]:
    """Return the acts with the entries that the message and its questions ask for in context, and
    those of the whole message.

    `unsettled`: the segments without an act of their own, but for a note.
    """
    meant = _find_entries(reading, reading, state)
    preferred = acts
    refuses = bool(acts) and not state.asks and all(act.intent == "refuse_lead" for act in acts)
    likely = meant and meant.probability >= entry_policy.min_probability(state, reading)
    if meant is not None and likely and not refuses:
        entry = _make_entry_act(meant, _asking_text(weighed))
        preferred = prefer_contextual_entry(acts, weighed, meant, entry, state)
    resolved = [
        resolve_within_message(act, weighed, reading, state, firmly=act not in acts)
        for act in preferred
    ]
    return add_unanswered_questions(resolved, unsettled, reading, state), meant


def _asking_text(weighed: Sequence[RankedSegment]) -> str:
    """The segment that asks, else the first."""
    surest = max(weighed, key=lambda each: each.segment.asking_probability).segment
    return (surest if surest.asking_probability >= MIN_SURELY_ASKS else weighed[0].segment).text


def _find_entries(
    asking: Reading, whole: Reading, state: InformationState
) -> Optional[ContextualEntries]:
    """Return the entries that a part of a message asks for, none for another age than stated."""
    found = contextual_entries.find_contextual_entries(state, asking)
    return entry_policy.filter_entries(found, state, whole)


def resolve_within_message(
    act: Act,
    weighed: Sequence[RankedSegment],
    reading: Reading,
    state: InformationState,
    firmly: bool = False,
) -> Act:
    """Read a question of a longer message after what precedes it there, where nothing answers it
    alone or another entry is more likely; `firmly`: only where both views agree."""
    segment = next((each for each in reading.segments if each.text == act.text), None)
    asked = str(act.values.get("question") or "")
    if segment is None or segment.alone:
        return act
    other = is_answered(act) and not asked
    if other and not (act.intent == "search_trainings" and is_long(reading)):
        return act  # a list of trainings may be of nothing that is known
    story = rank_in_story(segment, reading, state)
    if story is None or (firmly and not story.agreed):
        return act
    sure = story.entries.probability >= entry_policy.SURE_PROBABILITY
    if other and (act.values.get("study") or not sure):
        return act
    meant = choose_entry(story, asked, act_likelihood(act, weighed))
    return act if meant is None else _make_entry_act(meant, act.text)


def is_long(reading: Reading) -> bool:
    """Whether a French message is too long to be ranked whole."""
    return reading.language == FRENCH and len(reading.text.split()) > MAX_WHOLE_WORDS


def rank_in_story(
    segment: SegmentReading, reading: Reading, state: InformationState
) -> Optional[StoryEntries]:
    """Rank the entries for a segment after what precedes it in the message, if anything does."""
    before = reading.text.partition(segment.text)[0].strip()
    after = replace(state, last_message=before or state.last_message)
    piece = Reading(segment.text, reading.language, (segment,), segment.asked[0])
    found = _find_entries(piece, reading, after)
    if found is None:
        return None
    first = found.ranked[0][0]
    if not before or state.asked is None or not is_long(reading):
        return StoryEntries(found, first)
    best, second = score_entries(state.asked(f"{before} {segment.text}"), state).likeliest(2)
    agreed = best.hit.id == first and found.probability >= MIN_AGREED
    leads = best.together >= MIN_LEADING and best.together - second.together >= MIN_LEAD
    return StoryEntries(found, first, agreed, best.hit.id if leads else "")


def choose_entry(story: StoryEntries, asked: str, likelihood: float) -> Optional[ContextualEntries]:
    """Return the entries that answer a question better than what it asks for alone, if any.

    `asked`: the entry that it asks for alone, or ""; `likelihood`: of what answers it alone.
    """
    if story.first == asked:
        return None
    found = story.entries
    least = entry_policy.SURE_PROBABILITY if asked else entry_policy.MIN_FRENCH
    other = not asked or found.share(asked) < entry_policy.MAX_REPLACED_SHARE
    if story.agreed and (other or likelihood < MIN_OWN_ENTRY):
        return found
    if story.leading not in ("", asked) and likelihood < MIN_LIKELY:
        others = [pair for pair in found.ranked if pair[0] != story.leading]
        return replace(found, ranked=((story.leading, found.ranked[0][1]), *others))
    by_name = bool(asked) and likelihood >= BY_NAME_PROBABILITY
    return found if other and not by_name and found.probability >= least else None


def add_unanswered_questions(
    acts: Sequence[Act],
    unsettled: Sequence[SegmentReading],
    reading: Reading,
    state: InformationState,
) -> list[Act]:
    """Add what answers the questions of a long message that no act answers, in their place.

    Of those that nothing answers and that follow an answer, the first is said to be kept for the
    team: a question before it is often asked again in it.
    """
    found, kept = list(acts), []
    for segment in unsettled if is_long(reading) else ():
        form = _question_form(segment)
        few = segment.word_count < MIN_QUESTION_WORDS
        if not form or few or any(act.text == segment.text for act in found):
            continue
        story = rank_in_story(segment, reading, state)
        subjects = [act.values.get("question") or act.values.get("occupation") for act in found]
        if story is None or (story.agreed and story.first in subjects):
            continue
        if any(subjects):  # a guess beside an answer only confuses
            alone = [each.id for each in segment.asked[0].ranked[:1]]
            agreed = alone == [story.first] and story.entries.probability >= MIN_AGREED
            story = replace(story, agreed=agreed or story.agreed, leading="")
        surely = story.agreed or form != sentence_forms.WONDERED
        chosen = choose_entry(story, "", 0.0) if surely else None
        act = None if chosen is None else _make_entry_act(chosen, segment.text)
        if act is not None and act.values["question"] not in subjects:
            _insert(act, found, reading)
        elif segment.acts["ask"] >= MIN_SURELY_ASKS and form == sentence_forms.ASKED:
            kept.append(entry_policy.make_unknown_act(story.entries, segment.text, subjects))
    places = [reading.text.find(act.text) for act in found if act.values.keys() & _SUBJECTS]
    first = min(places, default=len(reading.text))
    for act in [each for each in kept if reading.text.find(each.text) > first][:1]:
        _insert(act, found, reading)
    return found


def _question_form(segment: SegmentReading) -> str:
    """Return how a segment asks (`sentence_forms`), or "" where it asks nothing."""
    form = sentence_forms.find_question_form(segment.text)
    asked = segment.asking_probability + segment.acts["service"] >= MIN_SURELY_ASKS
    lost = segment.label == "tell.lost"  # « je sais pas ce que je veux faire »
    return "" if lost or (form != sentence_forms.WONDERED and not asked) else form


def _insert(act: Act, acts: list[Act], reading: Reading) -> None:
    """Insert an act before those that answer what follows its segment."""
    place = reading.text.find(act.text)
    later = (at for at, each in enumerate(acts) if reading.text.find(each.text) > place)
    acts.insert(next(later, len(acts)), act)


def _make_entry_act(entries: ContextualEntries, text: str) -> Act:
    return entry_policy.make_contextual_act(entries, text)
