"""Rank the hypotheses of each segment, with what the segments before it named.

An act is done from the probability 1 − cost(asking) / cost(wrong) on: asking costs one turn, a
wrong act costs what it takes to undo it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.choice_payloads import AskAgain, AskQuestion
from bot.dialogue.interpretation.acknowledgement_proposers import (
    MIN_ANSWERED,
    MIN_OFFERED,
    is_acknowledgement,
    names_no_subject,
)
from bot.dialogue.interpretation.chosen_things import find_chosen_aim
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.name_proposers import VERDICT_INTENTS
from bot.dialogue.interpretation.passing_mentions import find_subjects
from bot.dialogue.interpretation.proposers import PROPOSERS
from bot.dialogue.interpretation.subject_resolution import POINTED, resolve_subject
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, Referent

COST_OF_ASKING = 1.0
# Cost of a wrong act in turns; an unwanted answer is easily skipped, a command is not.
COST_OF_WRONG = {
    "erase_data": 10.0,
    "ask_human": 2.5,
    "pause": 2.5,
    "skip": 2.5,
    "go_back": 2.5,
    "start_reflecting": 2.5,
    "start_deciding": 2.5,
    "make_plan": 2.5,
    "choose": 2.5,
    "out_of_scope": 1.8,
    "complain": 2.2,
}
USUAL_COST = 1.6
# Cost of an answer about a known subject.
COST_OF_AN_ANSWER = 1.4
# Least probability of a second meaning.
MIN_SECOND = 0.35
MIN_LONG_WORDS = 9
CHOOSING_INTENTS = frozenset({"choose", "plan_b"})
_WANTED_LABELS = ("tell.goal", "tell.like")
WANTED_TYPES = (PROFESSION, TRAINING, SCHOOL, FIELD)
# From this probability on a segment asks.
MIN_SURELY_ASKS = 0.5
# Intents that answer no question by themselves.
_VAGUE_INTENTS = frozenset({"ask_help", "ask_leads", "ask_again", "ask_why", "make_plan"})
# Least probability of an answer to what has the form of a question.
MIN_ASKED_IN_FORM = 0.35
# Intents and labels that go on from what was said or asked before.
_GOING_ON = frozenset(
    {
        *("ask_again", "resume", "go_back", "skip", "ask_why"),
        *("answer.yes", "answer.no", "correct.self", "correct.bot"),
        *("meta.repeat", "meta.shorten", "meta.explain", "meta.back", "meta.skip"),
        *("request.resume", "request.why"),
    }
)
# Intents about two things; a hypothesis that knows both is preferred.
_COMPARING_INTENTS = frozenset({"compare", "start_deciding", "hesitate", "ask_difference"})
# In a longer message a statement of situation names no subject.
MAX_FEW_SEGMENTS = 3
_SITUATION_LABELS = frozenset({"tell.situation", "tell.done", "tell.private"})


@dataclass(frozen=True)
class RankedSegment:
    """A segment with its hypotheses, the likeliest first, and what it makes the subject."""

    segment: SegmentReading
    hypotheses: tuple[Hypothesis, ...]
    subjects: tuple[Referent, ...] = ()
    # The hypothesis to act on, or None where none is likely enough.
    chosen: Hypothesis | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        best = self.hypotheses[0] if self.hypotheses else None
        sure = best is not None and best.probability >= act_threshold(best.act)
        object.__setattr__(self, "chosen", best if sure else None)

    @property
    def done(self) -> tuple[Hypothesis, ...]:
        """The hypotheses to act on: the chosen one, with a goal to note or a second choice
        beside it."""
        best = self.chosen
        if best is None:
            return ()
        if best.act.intent in CHOOSING_INTENTS:  # « fleuriste plutôt, boulangère en plan B »
            beside = (
                h for h in self.hypotheses if h.act.intent in CHOOSING_INTENTS - {best.act.intent}
            )
            both = [best, *(h for h in beside if h.probability >= act_threshold(h.act))]
            return tuple(sorted(both[:2], key=lambda h: h.act.intent))
        if is_acknowledgement(best.act):
            return self._heard(best)
        wanted: tuple[str, ...] = ()
        if best.act.values.get("kind") == "goal":
            wanted = ("ask_access", "search_trainings")
        elif best.act.values.get("wanted"):
            wanted = ("note_fact", "refuse_lead")
        elif self.is_long and (
            best.act.values.get("goal")  # with what is wanted of it: « un truc calme »
            or (best.act.deferred and self.segment.act == "tell")
        ):
            wanted = ("note_fact",)
        also = [h for h in self.hypotheses if h.act.intent in wanted][:1]
        return (best, *(h for h in also if h.probability >= MIN_SECOND))

    def _heard(self, best: Hypothesis) -> tuple[Hypothesis, ...]:
        """Return an acknowledgement with its note and its entry, answered if sure, else offered."""
        noted = [h for h in self.hypotheses if h.act.intent == "note_fact"]
        noted = [h for h in noted if h.probability >= act_threshold(h.act)][:1]
        entries = [h for h in self.hypotheses if h.act.values.get("question")][:1]
        answered = [h for h in entries if h.probability >= MIN_ANSWERED]
        near = [h.act.values["question"] for h in entries if h.probability >= MIN_OFFERED]
        act = replace(best.act, values={**best.act.values, "near": near})
        return (replace(best, act=act), *noted, *answered)

    @property
    def likeliest_answer(self) -> Act | None:
        """The likeliest answer to a segment that surely is a question; an act with a subject
        goes before a vague one."""
        best = self.chosen
        vague = best is None or is_vague(best.act)
        asks = self.segment.acts["ask"] >= MIN_SURELY_ASKS or best is not None
        if not (vague and asks and sentence_forms.is_question(self.segment.text)):
            return best.act if best else None
        found = (
            h.act
            for h in self.hypotheses
            if has_subject(h.act) and h.probability >= MIN_ASKED_IN_FORM
        )
        return next(found, best.act if best else None)

    @property
    def asks(self) -> bool:
        """Whether something is asked, by the labels or by the form."""
        segment = self.segment
        asked = sum(segment.acts[act] for act in ("ask", "request", "service", "off"))
        return asked >= MIN_SURELY_ASKS or sentence_forms.is_question(segment.text)

    @property
    def is_long(self) -> bool:
        """Whether the segment is long enough for more than one meaning."""
        return len(self.segment.text.split()) >= MIN_LONG_WORDS


def act_threshold(act: Act) -> float:
    """Return the probability from which an act is done."""
    usual = COST_OF_AN_ANSWER if act.values.get("occupation") else USUAL_COST
    return 1.0 - COST_OF_ASKING / COST_OF_WRONG.get(act.intent, usual)


def has_subject(act: Act) -> bool:
    """Whether an act is an answer about an entry or a profession."""
    return bool(act.values.get("question") or act.values.get("occupation"))


def is_vague(act: Act) -> bool:
    """Whether an act answers no question by itself."""
    of_the_talk = act.intent == "ask_again" and act.values.get("value") in (
        AskAgain.CHECK,
        AskAgain.NO_LIST,
    )
    return act.values.get("intent", act.intent) in _VAGUE_INTENTS and not of_the_talk


def rank_message(state: InformationState, reading: Reading) -> tuple[RankedSegment, ...]:
    """Rank each segment in turn; what one names is the subject of the next ones."""
    ranked, before = [], state
    begun = bool(state.last_message or state.salience.referents or state.question or state.shown)
    for segment in reading.segments:
        weighed = rank_segment(state, segment, begun)
        situates = _only_states_situation(segment, reading)
        silent = situates or (weighed.chosen is not None and names_no_subject(weighed.chosen.act))
        introduced = () if silent else tuple(_list_introduced(weighed, state))
        subjects = () if silent else tuple(find_subjects(segment, before))
        ranked.append(replace(weighed, subjects=subjects))
        weighs = _weighed_pair(ranked[-1])
        wish = _find_wanted_name(segment) or state.wish_told_before
        decided = next(
            filter(None, (find_chosen_aim(h.act) for h in ranked[-1].done)), state.decided
        )
        salience, named = state.salience, state.profession_named_before
        for referent in introduced:
            salience = salience.about(referent)
            named = referent if referent.type == OCCUPATION else named
        salience = salience.beside(weighs) if weighs else salience
        state = replace(
            state,
            salience=salience,
            profession_named_before=named,
            wish_told_before=wish,
            decided=decided,
        )
    return tuple(ranked)


def _only_states_situation(segment: SegmentReading, reading: Reading) -> bool:
    """Whether a segment of a long message only states a situation: « le médecin parle de
    burn-out »."""
    return segment.label in _SITUATION_LABELS and len(reading.segments) > MAX_FEW_SEGMENTS


def _weighed_pair(weighed: RankedSegment) -> list[Referent]:
    """Return the two professions between which a segment hesitates, or that it compares."""
    compares = weighed.chosen is not None and weighed.chosen.act.intent == "ask_difference"
    if weighed.segment.act != "tell" and not compares:
        return []
    pairs = (h.act.values.get("occupations") or () for h in weighed.hypotheses)
    pair = next((each for each in pairs if len(each) == 2), ())
    return [Referent(OCCUPATION, each) for each in pair]


def _find_wanted_name(segment: SegmentReading) -> str:
    """Return what a segment likes or wants, by name if it has one, else ""."""
    if segment.label not in _WANTED_LABELS:
        return ""
    kinds = (PROFESSION, FIELD) if segment.label == "tell.like" else WANTED_TYPES
    named = [m.text for m in segment.mentions if m.type in kinds]
    if named:
        return named[0]
    # A long statement is no name to search for.
    return segment.text.strip(" ,.;") if len(segment.text.split()) <= MIN_LONG_WORDS else ""


def _list_introduced(weighed: RankedSegment, state: InformationState) -> Iterator[Referent]:
    """Yield what a segment names or points at, and what its answer is about."""
    chosen = weighed.chosen
    subject = resolve_subject(weighed.segment, state)
    if subject.how == POINTED and len(subject.referents) == 1:
        yield from subject.referents
    yield from find_subjects(weighed.segment, state)
    if chosen is not None and chosen.act.values.get("question"):
        yield Referent(QUESTION, str(chosen.act.values["question"]))


def act_key(act: Act) -> tuple[str, str]:
    """Return the key of an act; acts with the same key are one request, whatever lies near."""
    return act.intent, repr(sorted(each for each in act.values.items() if each[0] != "near"))


def rank_segment(state: InformationState, segment: SegmentReading, begun: bool) -> RankedSegment:
    """Rank the hypotheses of one segment; an act keeps its likeliest reason. `begun`: something was
    said before the message."""
    best: dict[tuple[str, str], Hypothesis] = {}
    for propose in PROPOSERS:
        for hypothesis in propose(state, segment):
            known = best.get(act_key(hypothesis.act))
            if known is None or known.probability < hypothesis.probability:
                best[act_key(hypothesis.act)] = hypothesis
    suited = (h for h in best.values() if begun or not _goes_on(h.act, segment))
    ranked = sorted(suited, key=lambda h: -h.probability)
    return RankedSegment(segment, tuple(h for h in ranked if not _is_redundant(h, ranked)))


def _goes_on(act: Act, segment: SegmentReading) -> bool:
    """Whether an act goes on from what was said before: « c'est moi qui reprends ». A message of a
    few words may go on from a conversation long ago."""
    meant = {act.intent, str(act.values.get("intent")), str(act.values.get("label"))}
    bare = segment.alone and segment.word_count <= MAX_ELLIPTICAL_WORDS
    return not bare and bool(meant & _GOING_ON)


def _is_redundant(opinion: Hypothesis, others: Sequence[Hypothesis]) -> bool:
    """Whether another hypothesis has the same intent and also its subject."""
    values = opinion.act.values if opinion.act.deferred else {}
    intent = values.get("intent") or VERDICT_INTENTS.get(str(values.get("label")))
    return intent is not None and any(
        (
            each.act.intent == intent
            or (intent in _COMPARING_INTENTS and each.act.values.get("occupations"))
        )
        and (has_subject(each.act) or each.act.values.get("about"))
        and each.act.values.get("value") != AskQuestion.UNKNOWN
        and each.probability >= act_threshold(each.act)
        for each in others
    )
