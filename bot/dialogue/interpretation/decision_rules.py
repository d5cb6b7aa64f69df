"""From what is weighed to what is done: which acts of a message stand together, and in which order.

Where nothing is likely enough (`weighing`), the likeliest meanings are offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.choice_payloads import AskAgain, AskQuestion, Choose, NoteFacts, OutOfScope
from bot.dialogue.interpretation import contextual_entries, entry_policy
from bot.dialogue.interpretation.acknowledgement_proposers import (
    acknowledge_whole,
    is_acknowledgement,
    is_clear_acknowledgement,
)
from bot.dialogue.interpretation.choice_proposers import find_chosen_aim
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import (
    CHOOSING_INTENTS,
    MAX_FEW_SEGMENTS,
    MIN_SURELY_ASKS,
    RankedSegment,
    has_subject,
    is_vague,
    rank_message,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.meta_proposers import is_return
from bot.dialogue.interpretation.proposers import UNLABELLED_INTENTS
from bot.dialogue.interpretation.question_proposers import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.interpretation.statement_proposers import (
    is_about_meeting,
    is_about_talk,
)
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import SEVERAL, Mention
from bot.dialogue.reading.reader import Reading

MIN_BESIDE, MIN_ALONE = 0.4, 0.5
MAX_ACTS = 3
# Words taken for a study (« s'inscrire en haute école ») are less surely one than a profession is.
STUDY_FACTOR = 0.85
MAX_ALTERNATIVES = 3
# An entry this likely was asked for by its name.
BY_NAME_PROBABILITY = 0.95
# What a profession is asked is likelier than its label alone is.
SUBJECT_FACTOR = 1.3
# More professions of one name than this have little in common (« technicien »).
MAX_FAMILY_SIZE = 4
# So few professions of one name are near enough that the first is answered for.
MAX_NAMESAKES = 3
# Said beside something else, these need no answer of their own.
_BESIDE_A_CHOICE = frozenset({"make_plan", "plan_b"})
_ASKING_NOTHING = frozenset(
    {"for_someone_else", "affirm", "deny", "dont_know", "rate", "refuse_lead", "like_lead", "skip"}
)
_POLITE = frozenset({"greet", "goodbye", "thanks", "apologize", "comment", "small_talk"})
_OF_SUBJECTS = frozenset(OCCUPATION_INTENT_BY_LABEL.values())
_LISTS = frozenset({"search_trainings", "ask_field"})
# What is done, with the segment that it was read in.
SegmentAct = tuple[RankedSegment, Act]


@dataclass(frozen=True)
class Decision:
    """`facts`: segments that tell something, in order. `acts`: what is asked, in order, each once.
    `alternatives`: the likeliest meanings where nothing was sure. `weighed`: all of it, to see.
    `meant`: the entries that all of it may ask for."""

    facts: tuple[Act, ...] = ()
    acts: tuple[Act, ...] = ()
    alternatives: tuple[Act, ...] = ()
    weighed: tuple[RankedSegment, ...] = ()
    meant: Optional[ContextualEntries] = None


def decide(state: InformationState, reading: Reading) -> Decision:
    """What a message asks for and tells."""
    state = replace(state, language=reading.language, asks=entry_policy.asks_something(reading))
    weighed = rank_message(state, reading)
    chosen = [pair for each in weighed for pair in _acts_of_segment(each, several=len(weighed) > 1)]
    chosen = _with_implied_choice(weighed, chosen)
    facts = list(_noted_facts(weighed, chosen))
    others = [pair for pair in chosen if pair[1].intent != "note_fact"]
    acts = _merge_duplicates(
        _acknowledge_once(
            _questions_first(others, few=len(weighed) <= MAX_FEW_SEGMENTS), reading, state
        )
    )
    if any(fact.values.get("again") for fact in facts):
        acts.append(Act("ask_leads", {}, facts[-1].text))
    acts = _apply_to_shown(acts, state)
    acts = _without_subject_last(acts, weighed, state) or _likeliest_question(weighed)
    meant = entry_policy.filter_by_age(
        contextual_entries.find_contextual_entries(state, reading), state, reading
    )
    acts = _prefer_contextual_entry(
        acts, weighed, meant, state, entry_policy.min_probability(state, reading)
    )
    acts = [_resolve_within_message(act, reading, state) for act in acts]
    acts = _refusals_first(_expand_families(_drop_redundant(acts), weighed, state))
    if any(act.values.get("value") == Choose.RECALL for act in acts):
        acts = [act for act in acts if act.intent not in ("ask_again", "show_notebook")]
    beside = [act for act in acts if act.values.get("value") != NoteFacts.OF_ANOTHER]
    acts = beside if beside or facts else acts[:1]  # a worry says more than what others do
    if len(acts) + len(facts) > 1:
        told = {each.segment.text for each in weighed if each.segment.act == "tell"}
        acts = [act for act in acts if act.text not in told or not _has_no_answer(act)]
        asked = [act for act in acts if not _is_polite(act) and not _is_nod(act)]
        asked = asked or [act for act in acts if not _is_polite(act)]
        acts = asked if asked or facts else acts[:1]
    acts = _drop_beside_complaint(acts)
    if facts:  # « je me suis trompé, je suis en 5e »
        acts = [act for act in acts if act.values.get("label") != "correct.self"]
    unsure = [each for each in weighed if each.chosen is None]
    alternatives = [h.act for each in unsure for h in each.hypotheses if _can_be_offered(h.act)]
    return Decision(
        tuple(facts),
        tuple(acts[:MAX_ACTS]),
        tuple(_merge_duplicates(alternatives)[:MAX_ALTERNATIVES]),
        weighed,
        meant,
    )


def _noted_facts(weighed: Sequence[RankedSegment], chosen: Sequence[SegmentAct]) -> Iterator[Act]:
    """What is told and worth a note; not what is only about a meeting or about the talk."""
    segments = [each.segment for each in weighed]
    for where, act in chosen:
        before = segments[: segments.index(where.segment)]
        if act.intent == "note_fact" and not (
            is_about_meeting(act, before) or is_about_talk(act, segments)
        ):
            yield act


def _drop_beside_complaint(acts: list[Act]) -> list[Act]:
    """A complaint about the talk and an ailment leave no room for what only sounds like a question
    beside them; what is checked is not taken up first (« on me dit que …, c'est vrai ? »)."""
    if any(act.values.get("value") == AskAgain.CHECK for act in acts):
        return [act for act in acts if not is_acknowledgement(act)]
    for act in acts:
        complains = act.intent == "complain" and "value" in act.values
        if complains or act.values.get("value") == OutOfScope.MEDICAL:
            return [act, *(each for each in acts if each is not act and has_subject(each))]
    return acts


def _acknowledge_once(acts: Sequence[Act], reading: Reading, state: InformationState) -> list[Act]:
    """What is taken up, once, before all that is asked."""
    heard = [act for act in acts if is_acknowledgement(act)]
    others = [act for act in acts if not is_acknowledgement(act)]
    if len(reading.segments) > MAX_FEW_SEGMENTS:
        return others  # where so much is said, no piece of it is all that is told
    if len(reading.segments) > 1:
        heard = acknowledge_whole(list(acts), reading, state)
    asked = [act for act in others if not act.deferred and act.intent != "note_facts"]
    if "?" in reading.text and not asked:
        return others  # what is asked is not passed over
    if any(not _is_polite(act) for act in asked if act.text != (heard or asked)[-1].text):
        heard = [act for act in heard if is_clear_acknowledgement(act)]
    if heard:  # says more than that it was heard
        others = [act for act in others if act.values.get("value") != NoteFacts.OF_ANOTHER]
    return [*heard[-1:], *others]


def _with_implied_choice(
    weighed: Sequence[RankedSegment], chosen: list[SegmentAct]
) -> list[SegmentAct]:
    """« je pars sur la géologie, fais-moi un plan »: a plan asked for beside, or another kept in
    reserve, says that what is named is chosen, where that is likely at all."""
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
    """What one segment asks and tells; of several, a question is answered by what is likeliest."""
    acts = [h.act for h in weighed.done]
    asked = weighed.likeliest_answer if several else None
    if asked is not None and asked not in acts:
        acts = [asked, *acts[1:]]
    return [(weighed, act) for act in acts]


def _questions_first(chosen: Sequence[SegmentAct], few: bool) -> list[Act]:
    """What is asked. Where a long message surely asks something, what it tells beside asks nothing:
    no way to the goal that is told, nothing on what was only mentioned."""
    asked = [(each, act) for each, act in chosen if each.asks and act.intent not in _POLITE]
    formed = [(each, act) for each, act in asked if sentence_forms.is_question(each.segment.text)]
    found = formed if not few and any(_is_answered(act) for _, act in formed) else asked
    if not any(_is_answered(act) for _, act in found):
        return [act for _, act in chosen]
    requests = [
        pair for pair in asked if pair[0].segment.act_probability("request") >= MIN_SURELY_ASKS
    ]
    # In a few words what is told may be asked about too (« mon fils est exclu, qui l'aide ? »).
    told = [p for p in chosen if few and _is_kept_beside(p[1])]
    kept = [pair for pair in chosen if pair in found or pair in requests or pair in told]
    aimed = any(act.intent in CHOOSING_INTENTS for _, act in chosen)
    if aimed:  # « je prends la deuxième, on fait comment ? »: the choice is no scenery
        kept = [
            p for p in chosen if p in kept or p[1].intent in (*CHOOSING_INTENTS, *_BESIDE_A_CHOICE)
        ]
    clear = [act for _, act in kept if not is_vague(act) or aimed]
    return clear or [act for _, act in kept]


def _is_kept_beside(act: Act) -> bool:
    """What is answered though something else is asked: an entry, what is taken up, an ailment."""
    return (
        bool(act.values.get("question")) or is_acknowledgement(act) or act.intent == "out_of_scope"
    )


def _is_answered(act: Act) -> bool:
    """Whether an act answers something rather than that nothing is known of it."""
    return act.values.get("value") != AskQuestion.UNKNOWN


def _drop_redundant(acts: list[Act]) -> list[Act]:
    """How a goal is reached is not told beside a question about it; what nothing answers is said
    briefly beside what is answered."""
    asked = {act.values.get("occupation") for act in acts if act.intent != "ask_access"} - {None}
    told = {act.text for act in acts if act.values.get("goal") and len(acts) > 1}
    kept = [a for a in acts if a.text not in told or a.values.get("occupation") not in asked]
    entries = [act.values.get("question") for act in kept if not act.values.get("more")]
    kept = [a for a in kept if not a.values.get("more") or a.values.get("question") not in entries]
    listed = [act for act in kept if act.intent in _LISTS and _nearest_entry(act) in entries]
    kept = [act for act in kept if act not in listed]  # the entry says it
    answered = any(act.values.get("value") != AskQuestion.UNKNOWN for act in kept)
    return [
        replace(act, values={**act.values, "value": AskQuestion.UNKNOWN_BESIDE})
        if answered and act.values.get("value") == AskQuestion.UNKNOWN
        else act
        for act in kept
    ]


def _refusals_first(acts: list[Act]) -> list[Act]:
    """« un métier du médical, pas médecin »: a list comes after what is not wanted in it."""
    return sorted(acts, key=lambda act: act.intent != "refuse_lead")


def _nearest_entry(act: Act) -> str:
    """The entry that a list may be told by instead."""
    return next(iter(act.values.get("near") or ()), "")


def _expand_families(
    acts: list[Act], weighed: Sequence[RankedSegment], state: InformationState
) -> list[Act]:
    """« électricien », « influenceuse » are names of several: the first is answered, the others
    are offered."""
    shared = {m.candidates for each in weighed for m in each.segment.mentions if _is_shared_name(m)}
    found = []
    for act in acts:
        several = list(act.values.get("candidates") or ())
        family = several if tuple(several) in shared else _same_first_word(several, state)
        if act.values.get("occupation") or not 2 <= len(family) <= MAX_FAMILY_SIZE:
            found.append(act)
            continue
        values = {name: value for name, value in act.values.items() if name != "candidates"}
        found.append(replace(act, values={**values, "occupation": family[0]}))
        found.append(replace(act, values={"candidates": family[1:], "beside": "yes"}))
    return found


def _apply_to_shown(acts: list[Act], state: InformationState) -> list[Act]:
    """« et ça paie combien ? » under a list of leads, and nothing else is spoken about: the first
    is answered, the others are offered."""
    subject = state.salience.subject
    if not state.shown or (subject is not None and subject.id not in state.shown):
        return acts
    first, *others = state.shown
    found: list[Act] = []
    for act in acts:
        if act.intent not in _OF_SUBJECTS or _has_subject(act, state, or_several=True):
            found.append(act)
            continue
        found.append(replace(act, values={**act.values, "occupation": first}))
        if others:
            beside = {"candidates": others[: MAX_FAMILY_SIZE - 1], "beside": "yes"}
            found.append(replace(act, values={**act.values, **beside}))
    return found


def _is_shared_name(mention: Mention) -> bool:
    """Whether a few professions are all called so, rather than look or sound like it."""
    return mention.quality == SEVERAL and len(mention.candidates) <= MAX_NAMESAKES


def _same_first_word(choices: list[str], state: InformationState) -> list[str]:
    """Of several professions those whose titles begin with the same word as the first."""
    first = [state.library.base.occupations[each].title.m.split()[0] for each in choices]
    return [each for each, word in zip(choices, first, strict=True) if word == first[0]]


def _without_subject_last(
    acts: list[Act], weighed: Sequence[RankedSegment], state: InformationState
) -> list[Act]:
    """A question whose subject is not known is asked back only where nothing else was asked, and
    beside what is told (« je suis en bloc 1, c'est trop tard ? ») where no entry may answer it."""
    answered = any(act.values.get("question") for act in acts)
    known = [
        act
        for act in acts
        if act.values.get("intent", act.intent) not in _OF_SUBJECTS
        or _has_subject(act, state, or_several=not answered)
    ]
    instead = _likeliest_question(weighed) if len(weighed) > 1 else []
    return known or instead or acts


def _likeliest_question(weighed: Sequence[RankedSegment]) -> list[Act]:
    """Where something is only told, what it may ask beside is answered before leads are offered:
    the likeliest question, or an entry of the base that has what a segment says."""
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


def _prefer_contextual_entry(
    acts: list[Act],
    weighed: Sequence[RankedSegment],
    meant: Optional[ContextualEntries],
    state: InformationState,
    enough: float,
) -> list[Act]:
    """What the pieces of a message ask, or the entry that all of it asks for in this talk where
    that is as likely as the likeliest of them; two questions that are both answered stay two."""
    entries = [str(act.values["question"]) for act in acts if act.values.get("question")]
    if meant is None or meant.probability < enough:
        return acts
    if meant.first in entries or len(entries) > 1:
        return acts
    competing = [
        _competing_likelihood(act, _likelihood(act, weighed), meant)
        for act in acts
        if not (
            _is_background(act) or _asks_back(act, state) or _lacks_tried_occupation(act, weighed)
        )
    ]
    if max(competing, default=0.0) > meant.probability:
        return acts
    return [
        *(act for act in acts if is_acknowledgement(act)),
        entry_policy.make_contextual_act(meant, weighed[0].segment.text),
    ]


def _resolve_within_message(act: Act, reading: Reading, state: InformationState) -> Act:
    """A question of a message of several pieces, asked for after what stands before it there: what
    nothing answers by itself, or what another entry answers more surely in its place."""
    segment = next((each for each in reading.segments if each.text == act.text), None)
    asked = str(act.values.get("question") or "")
    if segment is None or segment.alone or (_is_answered(act) and not asked):
        return act
    before = reading.text.partition(segment.text)[0].strip() or state.last_message
    piece = Reading(segment.text, reading.language, (segment,), segment.asked[0])
    meant = contextual_entries.find_contextual_entries(replace(state, last_message=before), piece)
    if meant is None or meant.probability < (
        entry_policy.SURE_PROBABILITY if asked else entry_policy.MIN_FRENCH
    ):
        return act
    instead = not asked or meant.share(asked) < entry_policy.MAX_REPLACED_SHARE
    return entry_policy.make_contextual_act(meant, act.text) if instead else act


def _competing_likelihood(act: Act, likelihood: float, meant: ContextualEntries) -> float:
    """How likely an act is beside the entry that the message asks for: another entry as far as the
    message gives it a share, unless its very name was said."""
    if act.values.get("question") and likelihood < BY_NAME_PROBABILITY:
        return likelihood * meant.share(str(act.values["question"]))
    if act.values.get("occupation"):  # asked of what is spoken about
        return likelihood * SUBJECT_FACTOR
    return likelihood * (STUDY_FACTOR if act.values.get("study") else 1.0)


def _asks_back(act: Act, state: InformationState) -> bool:
    """Whether an act would only be met with « of which profession? »."""
    of_some = act.intent in _OF_SUBJECTS and not _has_subject(act, state, or_several=True)
    return of_some and not state.shown


def _lacks_tried_occupation(act: Act, weighed: Sequence[RankedSegment]) -> bool:
    """« on m'a dit que … »: what sounds like a trial, and no profession is named that was tried."""
    named = any(m.type == PROFESSION for each in weighed for m in each.segment.mentions)
    unsure = _likelihood(act, weighed) < BY_NAME_PROBABILITY
    return unsure and act.values.get("intent") == "tell_trial" and not named


def _is_background(act: Act) -> bool:
    """What asks for nothing by itself: a polite word, what is only told, what nothing answers."""
    label = str(act.values.get("label"))
    told = act.deferred and label.startswith(("tell.", "answer.")) and label != "tell.lost"
    told = told or act.intent == "note_facts" or act.values.get("intent") == "tell_interest"
    polite = _is_polite(act) and act.values.get("intent", act.intent) != "small_talk"
    return told or polite or is_acknowledgement(act) or not _is_answered(act)


def _likelihood(act: Act, weighed: Sequence[RankedSegment]) -> float:
    """How likely an act was where it was read."""
    return max(
        (
            hypothesis.probability
            for each in weighed
            for hypothesis in each.hypotheses
            if hypothesis.act.intent == act.intent and hypothesis.act.text == act.text
        ),
        default=1.0,
    )


def _has_subject(act: Act, state: InformationState, or_several: bool) -> bool:
    """Whether it is known what an act is about; which of many a name means is asked back."""
    if any(act.values.get(name) for name in ("occupation", "study", "unknown")):
        return True
    several = list(act.values.get("candidates") or ())
    return bool(several) and (
        or_several or len(_same_first_word(several, state)) <= MAX_FAMILY_SIZE
    )


def _has_no_answer(act: Act) -> bool:
    """What is told beside something else and has no answer of its own: a worry, a private thing."""
    return act.deferred and act.values.get("intent") not in UNLABELLED_INTENTS


def _is_polite(act: Act) -> bool:
    return act.values.get("intent", act.intent) in _POLITE


def _is_nod(act: Act) -> bool:
    """« ok et ça coûte combien »: the ok asks nothing, nor does for whom it is, nor « je me suis
    trompé » beside what is put in its place."""
    if is_return(act):
        return True
    nods = str(act.values.get("label")).startswith(("answer.", "react.", "correct.self"))
    return act.deferred and (nods or act.values.get("intent") in _ASKING_NOTHING)


def _can_be_offered(act: Act) -> bool:
    """Whether it can stand on a button: not what is only noted, nor what the context decides."""
    return bool(act.intent) and act.intent not in ("note_fact", *_POLITE)


def _merge_duplicates(acts: Sequence[Act]) -> list[Act]:
    """Each act once; where two segments ask for the same entry, it has to answer both."""
    found: dict[tuple[str, str], Act] = {}
    for act in acts:
        known = found.setdefault(act.key, act)
        if known.text != act.text and act.values.get("question"):
            also = f"{known.values.get('also', '')} {act.text}".strip()
            found[act.key] = replace(known, values={**known.values, "also": also})
    return list(found.values())
