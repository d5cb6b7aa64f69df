"""Choose the acts of a message from the ranked hypotheses of its segments, and order them.

Where no hypothesis is likely enough, the likeliest are offered as alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.choice_payloads import AskAgain, AskQuestion, Choose, NoteFacts, OutOfScope
from bot.dialogue.interpretation import entry_policy
from bot.dialogue.interpretation.acknowledgement_proposers import (
    acknowledge_whole,
    is_acknowledgement,
    is_clear_acknowledgement,
)
from bot.dialogue.interpretation.act_kinds import (
    POLITE_INTENTS,
    can_be_offered,
    has_no_answer,
    is_answered,
    is_kept_beside,
    is_nod,
    is_polite,
)
from bot.dialogue.interpretation.chosen_things import find_chosen_aim
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.contextual_preference import answer_in_context
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import (
    CHOOSING_INTENTS,
    MAX_FEW_SEGMENTS,
    MIN_SURELY_ASKS,
    RankedSegment,
    act_key,
    has_subject,
    is_vague,
    rank_message,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.occupation_choices import (
    OCCUPATION_QUESTION_INTENTS,
    apply_to_shown,
    expand_families,
    knows_subject,
)
from bot.dialogue.interpretation.statement_proposers import is_about_meeting, is_about_talk
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.segment_readings import Reading, pool_related_labels

MIN_BESIDE, MIN_ALONE = 0.4, 0.5
MAX_ACTS = 3
MAX_ALTERNATIVES = 3
# Requests that imply a choice.
_BESIDE_A_CHOICE = frozenset({"make_plan", "plan_b"})
_LISTS = frozenset({"search_trainings", "ask_field"})
# An act with the segment it was read from.
SegmentAct = tuple[RankedSegment, Act]


@dataclass(frozen=True)
class Decision:
    """The outcome for one message.

    `facts`: acts that note something, in order. `acts`: what is requested, in order, each once.
    `alternatives`: the likeliest meanings where nothing was sure. `weighed`: every segment with its
    hypotheses. `meant`: the entries that the message as a whole may ask for.
    """

    facts: tuple[Act, ...] = ()
    acts: tuple[Act, ...] = ()
    alternatives: tuple[Act, ...] = ()
    weighed: tuple[RankedSegment, ...] = ()
    meant: Optional[ContextualEntries] = None


def decide(state: InformationState, reading: Reading) -> Decision:
    """Decide what a message asks for and what it tells."""
    has_subject = bool(state.salience.referents)
    pooled = tuple(pool_related_labels(each, has_subject) for each in reading.segments)
    reading = replace(reading, segments=pooled)
    state = replace(state, language=reading.language, asks=entry_policy.asks_something(reading))
    weighed = rank_message(state, reading)
    chosen = [pair for each in weighed for pair in _acts_of_segment(each, several=len(weighed) > 1)]
    chosen = _with_implied_choice(weighed, chosen)
    facts = list(_noted_facts(weighed, chosen))
    acts = _requested_acts(chosen, facts, weighed, reading, state)
    settled = [where for where, act in chosen if not act.deferred and act.intent != "note_fact"]
    unsettled = [each.segment for each in weighed if each not in settled]
    acts, meant = answer_in_context(acts, weighed, unsettled, reading, state)
    acts = _merge_duplicates(acts)
    acts = _refusals_first(expand_families(_drop_redundant(acts), weighed, state))
    acts = _drop_beside_complaint(_drop_unanswered(acts, facts, weighed))
    if facts:  # « non, je me suis trompé, je suis en 5e », « j'aime coudre, c'est nul non ? »
        refuses = {"answer.no", "deny"} if state.question is None else set()
        acts = [act for act in acts if refuses.union(["correct.self"]).isdisjoint(_meanings(act))]
    unsure = [each for each in weighed if each.chosen is None]
    alternatives = [h.act for each in unsure for h in each.hypotheses if can_be_offered(h.act)]
    return Decision(
        tuple(facts),
        tuple(acts[:MAX_ACTS]),
        tuple(_merge_duplicates(alternatives)[:MAX_ALTERNATIVES]),
        weighed,
        meant,
    )


def _meanings(act: Act) -> tuple[str, str]:
    """Return the label and the intent of a deferred act."""
    return str(act.values.get("label")), str(act.values.get("intent"))


def _requested_acts(
    chosen: Sequence[SegmentAct],
    facts: Sequence[Act],
    weighed: Sequence[RankedSegment],
    reading: Reading,
    state: InformationState,
) -> list[Act]:
    """Return the acts that the segments ask for, with the subjects that they leave out."""
    others = [pair for pair in chosen if pair[1].intent != "note_fact"]
    acts = _questions_first(others, few=len(weighed) <= MAX_FEW_SEGMENTS)
    acts = _merge_duplicates(_acknowledge_once(acts, reading, state))
    if any(fact.values.get("again") for fact in facts):
        acts.append(Act("ask_leads", {}, facts[-1].text))
    acts = apply_to_shown(acts, state)
    return _without_subject_last(acts, weighed, state) or _likeliest_question(weighed)


def _drop_unanswered(
    acts: list[Act], facts: Sequence[Act], weighed: Sequence[RankedSegment]
) -> list[Act]:
    """Drop the acts that need no answer beside the others: a polite word, a nod, a worry."""
    if any(act.values.get("value") == Choose.RECALL for act in acts):
        acts = [act for act in acts if act.intent not in ("ask_again", "show_notebook")]
    own = [act for act in acts if act.values.get("value") != NoteFacts.OF_ANOTHER]
    acts = own if own or facts else acts[:1]
    if len(acts) + len(facts) <= 1:
        return acts
    statements = {each.segment.text for each in weighed if each.segment.act == "tell"}
    acts = [act for act in acts if act.text not in statements or not has_no_answer(act)]
    asked = [act for act in acts if not is_polite(act) and not is_nod(act)]
    asked = asked or [act for act in acts if not is_polite(act)]
    return asked if asked or facts else acts[:1]


def _noted_facts(weighed: Sequence[RankedSegment], chosen: Sequence[SegmentAct]) -> Iterator[Act]:
    """Yield the facts worth noting, without those about a meeting or about the conversation."""
    segments = [each.segment for each in weighed]
    for where, act in chosen:
        before = segments[: segments.index(where.segment)]
        if act.intent == "note_fact" and not (
            is_about_meeting(act, before) or is_about_talk(act, segments)
        ):
            yield act


def _drop_beside_complaint(acts: list[Act]) -> list[Act]:
    """Drop what only sounds like a question beside a complaint or an ailment, and the
    acknowledgement beside a check (« on me dit que …, c'est vrai ? »)."""
    if any(act.values.get("value") == AskAgain.CHECK for act in acts):
        return [act for act in acts if not is_acknowledgement(act)]
    for act in acts:
        complains = act.intent == "complain" and "value" in act.values
        if complains or act.values.get("value") == OutOfScope.MEDICAL:
            return [act, *(each for each in acts if each is not act and has_subject(each))]
    return acts


def _acknowledge_once(acts: Sequence[Act], reading: Reading, state: InformationState) -> list[Act]:
    """Put one acknowledgement, if any, before the acts that are requested."""
    acknowledged = [act for act in acts if is_acknowledgement(act)]
    others = [act for act in acts if not is_acknowledgement(act)]
    if len(reading.segments) > MAX_FEW_SEGMENTS:
        return others  # of a long message no segment is the whole story
    if len(reading.segments) > 1:
        acknowledged = acknowledge_whole(list(acts), reading, state)
    asked = [act for act in others if not act.deferred and act.intent != "note_facts"]
    if "?" in reading.text and not asked:
        return others  # the question comes first
    if any(not is_polite(act) for act in asked if act.text != (acknowledged or asked)[-1].text):
        acknowledged = [act for act in acknowledged if is_clear_acknowledgement(act)]
    if acknowledged:
        others = [act for act in others if act.values.get("value") != NoteFacts.OF_ANOTHER]
    return [*acknowledged[-1:], *others]


def _with_implied_choice(
    weighed: Sequence[RankedSegment], chosen: list[SegmentAct]
) -> list[SegmentAct]:
    """Add a choice that a request implies: « je pars sur la géologie, fais-moi un plan », or a
    plan B beside a likely choice."""
    intents = [act.intent for _, act in chosen]
    if _BESIDE_A_CHOICE.isdisjoint(intents) or "choose" in intents:
        return chosen
    aims = [(each, h) for each in weighed for h in each.hypotheses if find_chosen_aim(h.act)]
    where, aim = max(aims, key=lambda pair: pair[1].probability, default=(None, None))
    if where is None or aim is None or aim.probability < MIN_BESIDE:
        return chosen
    others = [(w, a) for w, a in chosen if a.text != aim.act.text or a.intent == "plan_b"]
    return [(where, aim.act), *others]


def _acts_of_segment(weighed: RankedSegment, several: bool) -> list[SegmentAct]:
    """Return the acts of one segment; beside others, a question takes its likeliest answer."""
    acts = [h.act for h in weighed.done]
    asked = weighed.likeliest_answer if several else None
    if asked is not None and asked not in acts:
        acts = [asked, *acts[1:]]
    return [(weighed, act) for act in acts]


def _questions_first(chosen: Sequence[SegmentAct], few: bool) -> list[Act]:
    """Keep the questions of a long message and drop what it only mentions beside them."""
    asked = [(each, act) for each, act in chosen if each.asks and act.intent not in POLITE_INTENTS]
    formed = [(each, act) for each, act in asked if sentence_forms.is_question(each.segment.text)]
    questions = formed if not few and any(is_answered(act) for _, act in formed) else asked
    if not any(is_answered(act) for _, act in questions):
        return [act for _, act in chosen]
    requests = [pair for pair in asked if pair[0].segment.acts["request"] >= MIN_SURELY_ASKS]
    # In a short message a statement may be asked about too (« mon fils est exclu, qui l'aide ? »).
    statements = [p for p in chosen if few and is_kept_beside(p[1])]
    kept = [pair for pair in chosen if pair in questions or pair in requests or pair in statements]
    aimed = any(act.intent in CHOOSING_INTENTS for _, act in chosen)
    if aimed:  # « je prends la deuxième, on fait comment ? »
        choosing = (*CHOOSING_INTENTS, *_BESIDE_A_CHOICE)
        kept = [pair for pair in chosen if pair in kept or pair[1].intent in choosing]
    clear = [act for _, act in kept if not is_vague(act) or aimed]
    return clear or [act for _, act in kept]


def _drop_redundant(acts: list[Act]) -> list[Act]:
    """Drop the way to a goal beside a question about the same profession, and shorten « not in
    the knowledge base » beside an answer."""
    asked = {act.values.get("occupation") for act in acts if act.intent != "ask_access"} - {None}
    goals = {act.text for act in acts if act.values.get("goal") and len(acts) > 1}
    kept = [a for a in acts if a.text not in goals or a.values.get("occupation") not in asked]
    entries = [act.values.get("question") for act in kept if not act.values.get("more")]
    kept = [a for a in kept if not a.values.get("more") or a.values.get("question") not in entries]
    kept = [a for a in kept if a.intent not in _LISTS or _nearest_entry(a) not in entries]
    answered = any(map(is_answered, kept))
    return [
        replace(act, values={**act.values, "value": AskQuestion.UNKNOWN_BESIDE})
        if answered and not is_answered(act)
        else act
        for act in kept
    ]


def _refusals_first(acts: list[Act]) -> list[Act]:
    """Order refusals before the lists that they narrow: « un métier du médical, pas médecin »."""
    return sorted(acts, key=lambda act: act.intent != "refuse_lead")


def _nearest_entry(act: Act) -> str:
    """Return the entry that may replace a list, or ""."""
    return next(iter(act.values.get("near") or ()), "")


def _without_subject_last(
    acts: list[Act], weighed: Sequence[RankedSegment], state: InformationState
) -> list[Act]:
    """Drop questions whose subject is unknown where something else can be answered."""
    answered = any(act.values.get("question") for act in acts)
    known = [
        act
        for act in acts
        if act.values.get("intent", act.intent) not in OCCUPATION_QUESTION_INTENTS
        or knows_subject(act, state, or_several=not answered)
    ]
    instead = _likeliest_question(weighed) if len(weighed) > 1 else []
    return known or instead or acts


def _likeliest_question(weighed: Sequence[RankedSegment]) -> list[Act]:
    """Return the likeliest question or entry of a message that only states something, if any."""
    found = [
        (hypothesis.probability, hypothesis.act)
        for each in weighed
        for hypothesis in each.hypotheses
        if hypothesis.act.values.get("question") or hypothesis.act.values.get("occupation")
        if hypothesis.probability >= MIN_BESIDE and hypothesis.act.intent != "ask_access"
    ]
    best = max(found, key=lambda pair: pair[0], default=None)
    enough = MIN_BESIDE if len(weighed) > 1 else MIN_ALONE
    return [best[1]] if best is not None and best[0] >= enough else []


def _merge_duplicates(acts: Sequence[Act]) -> list[Act]:
    """Keep each act once; where two segments ask for the same entry, `also` holds the second
    text."""
    found: dict[tuple[str, str], Act] = {}
    for act in acts:
        known = found.setdefault(act_key(act), act)
        if known.text != act.text and act.values.get("question"):
            also = f"{known.values.get('also', '')} {act.text}".strip()
            found[act_key(act)] = replace(known, values={**known.values, "also": also})
    return list(found.values())
