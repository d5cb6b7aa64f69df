"""A question about something: an aspect of a profession, a list, or a rule of the base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.choice_payloads import AskQuestion
from bot.dialogue.interpretation import (
    comparison_proposers,
    elliptical_questions,
    entry_ranking,
    entry_topics,
)
from bot.dialogue.interpretation.bot_addressee import is_spoken_to
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import (
    CONDITION_KINDS,
    CONDITION_LABELS,
    DEFINITION_LABELS,
    LIST_INTENTS,
    OCCUPATION_INTENT_BY_LABEL,
    OCCUPATION_ONLY_LABELS,
    PLACE_LABELS,
    RULE_LABELS,
    STUDY_LABELS,
    aspect_of_label,
    intent_of_label,
    make_entry_act,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    SALIENT,
    Subject,
    list_distinct_mentions,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import (
    MAX_BARE_WORDS,
    MAX_ELLIPTICAL_WORDS,
    MAX_SHORT_WORDS,
    count_words,
)
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import FIELD, PROFESSION, TOWN, TRAINING
from bot.dialogue.reading.linker import NONE
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, UNKNOWN, Referent
from bot.language.normalisation import normalise
from bot.matching.scores import CLEAR_THRESHOLD
from knowledge import access_conditions, study_namesakes
from knowledge.search_index import SearchHit

# An aspect is compared where it has this share of what else is asked beside the comparison; where
# hardly anything else is, nearly all of it.
MIN_ASPECT_SHARE, MIN_ASPECT_SUM, MIN_ASPECT_SHARE_IF_FAINT = 0.25, 0.005, 0.6
# « le plus », « la moins bien payée »: in something, whatever it is.
_SUPERLATIVE = re.compile(r"\b(?:plus|moins|mieux|meilleure?s?|pire)\b")
# « cariste, c'est moins lourd que livreur ? »
_COMPARES = re.compile(r"\b(?:plus|moins|mieux|aussi|autant)\b.*\bqu(?:e|un|une)?\b")
# What is asked of two in other words than of one.
_COMPARED_ASPECT = {
    "contact": "people",
    "schedule": "conditions",
    "day": "conditions",
    "after": "jobs",
}
# Of what is named something is surely asked, and no aspect is likely: the likeliest is answered,
# where nothing else is likelier than just enough.
MIN_SURELY_ASKS, NAMED_OCCUPATION_PROBABILITY, ANY_ASPECT_WEIGHT = 0.5, 0.3, 0.6
# How near a description comes to the one profession that is meant, and how many are asked back.
MIN_DESCRIBED, MAX_DESCRIBED = 0.8, 4
# Ways of asking how one gets in, and how likely they are together beside a trial to go before it.
_ACCESS_LABELS = ("ask.access", "ask.enrol", "ask.admission", "tell.goal")
MIN_TRIAL_SHARE = 0.75


def propose_answer(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """A question about something: an aspect of a profession, an entry of the base, or both."""
    subject = resolve_subject(segment, state)
    if asks_access_condition(segment, state):
        # « combien coûte le matériel pour être coiffeuse ? »
        values = {"occupation": subject.referents[0].id, "aspect": "admission"}
        act = Act(intent_of_label("ask.admission"), values, segment.text)
        yield Hypothesis(act, elliptical_questions.SURE_PROBABILITY, "a condition of its own")
        return
    for place, (label, probability) in enumerate(segment.ranked[:3]):
        if label == "service.place" and asks_where_occupation_is(segment, subject):
            label = "ask.place"  # « c'est où ? », of what is spoken about
        if label == "service.help" and state.profession_named_before is not None:
            label = "ask.access"  # « il veut être militaire, comment ça marche ? »
        of_trade = subject.how == NAMED or _continues_occupation(segment, state)
        of_trade = of_trade or (
            segment.going_on is not None and state.profession_named_before is not None
        )
        if label == "ask.rule" and of_trade and access_conditions.find_condition(segment.text):
            label = "ask.admission"  # « faut le permis pour être jardinier ? »
        if not label.startswith("ask.") and label != "service.access":
            continue
        probability = _access_probability(label, probability, segment)
        if place == 0 and subject.unknown:
            probability = max(probability, segment.act_probability("ask"))
        if (
            place == 0
            and subject.how == NAMED
            and segment.act_probability("ask") >= MIN_SURELY_ASKS
        ):
            probability = max(probability, NAMED_OCCUPATION_PROBABILITY)
        for act, fit, reason in _list_answer_acts(label, subject, segment, state):
            likely = probability * fit
            if place == 0 and subject.how == NAMED and act.values.get("question"):
                # Whichever aspect is asked, the entry about what is named has it.
                likely = max(likely, ANY_ASPECT_WEIGHT * segment.act_probability("ask") * fit)
            yield Hypothesis(act, likely, f"{label}: {reason}")


def _access_probability(label: str, probability: float, segment: SegmentReading) -> float:
    """How one gets in is asked with many words; together they may be likelier than a trial (« je
    voudrais faire interprète, comment on fait ? »)."""
    getting_in, tries = sum(map(segment.of, _ACCESS_LABELS)), segment.of("ask.try")
    if label not in ("ask.access", "ask.try") or not tries or getting_in < MIN_TRIAL_SHARE * tries:
        return probability
    return max(probability, getting_in) if label == "ask.access" else probability / 2


def asks_access_condition(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a record, a language, a licence, health or equipment is asked after which the one
    profession that is named asks for."""
    subject = resolve_subject(segment, state)
    if subject.how != NAMED or len(subject.referents) != 1:
        return False
    named = state.library.base.occupations.get(subject.referents[0].id)
    if named is None or segment.label not in CONDITION_LABELS:
        return False
    kind = access_conditions.find_condition(segment.text)
    return kind in CONDITION_KINDS and any(each.kind == kind for each in named.access)


def _continues_occupation(segment: SegmentReading, state: InformationState) -> bool:
    about = elliptical_questions.find_current_subject(state)
    if (
        about is None
        or about.type != OCCUPATION
        or not elliptical_questions.leaves_subject_out(segment)
    ):
        return False
    return "?" in segment.text or sentence_forms.is_question(
        segment.text
    )  # no bare « une équivalence »


def _namesake_occupations(subject: Subject, state: InformationState) -> list[Referent]:
    """« psychologie ou logopédie »: the professions that bear the names of studies, where each of
    two has one."""
    trades = [study_namesakes.find_namesake(r.id, state.library.base) for r in subject.referents]
    named = [Referent(OCCUPATION, trade.id) for trade in trades if trade]
    return named if len(named) == len(trades) >= 2 else []


def _list_answer_acts(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Iterator[tuple[Act, float, str]]:
    text = segment.text
    found = [r for r in subject.referents if r.type == OCCUPATION]
    last, hangs = (
        state.salience.find_newest_of_type(OCCUPATION),
        elliptical_questions.leaves_subject_out(segment),
    )
    still = label in OCCUPATION_ONLY_LABELS or (
        label in OCCUPATION_INTENT_BY_LABEL and last == state.profession_named_before
    )
    still = still or (
        label in OCCUPATION_INTENT_BY_LABEL
        and hangs
        and last == elliptical_questions.find_current_subject(state)
    )
    on_the_way = False
    if not found and subject.how == SALIENT and last and still:
        found = [last]
        on_the_way = last != state.profession_named_before and label not in OCCUPATION_ONLY_LABELS
    both_said = (
        label == "ask.difference" and comparison_proposers.find_sides(segment, state) is not None
    )
    if label == "ask.difference" and len(found) == 1 and subject.how == NAMED and not both_said:
        found = [last, *found] if last and last != found[0] else found
    if label == "ask.difference" and len(found) < 2 and subject.how == NAMED:
        found = _namesake_occupations(subject, state) or found
    if label == "ask.difference" and len(found) >= 2:
        ids = [r.id for r in found[:3]]
        named = subject.how == NAMED and not _SUPERLATIVE.search(normalise(text))
        aspect = "" if named else _find_compared_aspect(segment)
        values = {"occupation": ids[0], "occupations": ids, "aspect": aspect}
        yield Act("ask_difference", values, text), 1.0, "two are meant"
        return
    compared = subject.how == NAMED and _COMPARES.search(normalise(text))
    if (
        label in OCCUPATION_INTENT_BY_LABEL
        and len(found) == 2
        and (subject.how == POINTED or compared)
    ):
        values = {"occupation": found[0].id, "occupations": [r.id for r in found]}
        aspect = _COMPARED_ASPECT.get(aspect_of_label(label), aspect_of_label(label))
        yield Act("ask_difference", {**values, "aspect": aspect}, text), 0.98, "of both"
        return
    about = elliptical_questions.find_asked_subject(label, subject, segment, state)
    if about is not None:
        hit = elliptical_questions.find_entry_beside(about, label, segment, state)
        if hit is not None:
            yield make_entry_act(hit.id, text), 1.0, f"of {about.id} ({hit.id})"
        else:
            yield from elliptical_questions.propose_subject_answers(label, about, segment, state)
        return
    rule = elliptical_questions.find_subject_rule(label, subject, segment, state)
    if rule is not None:
        yield make_entry_act(rule.id, text), 1.0, f"the subject's own rule ({rule.id})"
        return
    spoken = next(iter(subject.referents), None) if subject.how == SALIENT else None
    if spoken and spoken.type == UNKNOWN and hangs and label in OCCUPATION_INTENT_BY_LABEL:
        yield Act("ask_occupation", {"unknown": spoken.id}, text), 0.9, "still not in the base"
        return
    if (
        label == "ask.contact"
        and not segment.mentions
        and count_words(text) <= MAX_ELLIPTICAL_WORDS
    ):
        yield Act("ask_place", {}, text), 1.0, "nobody else is named"
        return
    listed = label in LIST_INTENTS or (label in PLACE_LABELS and not found)
    if (
        listed
        and elliptical_questions.find_current_subject(state) is None
        and not _specifies_list(label, segment, state)
    ):
        said = entry_ranking.find_best_entry(segment, state)
        if said is not None and said.score >= entry_ranking.SURE_SCORE:
            yield make_entry_act(said.id, text), 1.0, f"the base has it ({said.id})"
            return
    if label in PLACE_LABELS and not (found or subject.candidates) and _in_a_town_or_field(segment):
        yield Act("search_trainings", _list_values(segment, state), text), 1.0, "where it is taught"
        return
    if label in LIST_INTENTS and not (found and subject.how == NAMED and label == "ask.trainings"):
        yield Act(LIST_INTENTS[label], _list_values(segment, state), text), 1.0, "a list"
        return
    if subject.candidates and label in OCCUPATION_INTENT_BY_LABEL:
        several: dict[str, Any] = {"candidates": list(subject.candidates)}
        yield Act(intent_of_label(label), several, text), 0.95, "the name may be several"
        return
    defines = label in DEFINITION_LABELS and count_words(text) <= MAX_ELLIPTICAL_WORDS
    hit = (
        entry_ranking.find_best_entry(segment, state, defines=defines)
        if label in RULE_LABELS
        else None
    )
    if hit and found and hangs and subject.how == SALIENT and label in OCCUPATION_INTENT_BY_LABEL:
        hit = elliptical_questions.find_entry_beside(found[0], label, segment, state)
    elif hit and hangs and subject.how == SALIENT and count_words(text) <= MAX_SHORT_WORDS:
        hit = _keep_if_same_matter(hit, subject.referents, segment, state)
    known = hit is not None and hit.score >= entry_ranking.SURE_SCORE
    answered = known and (label not in STUDY_LABELS or bool(segment.going_on))
    missing = (
        not found and label in OCCUPATION_INTENT_BY_LABEL and not answered and not subject.referents
    )
    described = (
        _described_occupations(segment, state)
        if missing and label in OCCUPATION_ONLY_LABELS
        else []
    )
    if described:
        values = {"occupation": described[0]} if len(described) == 1 else {"candidates": described}
        yield (
            Act(intent_of_label(label), {**values, "aspect": aspect_of_label(label)}, text),
            0.9,
            "it is described",
        )
        return
    elliptical = missing and _is_elliptical(segment, subject)
    if elliptical and count_words(text) <= MAX_SHORT_WORDS:
        yield (
            Act(intent_of_label(label), {"aspect": aspect_of_label(label)}, text),
            0.9,
            "of what is not said",
        )
        return
    spoken_about = found and subject.how == SALIENT and label in OCCUPATION_INTENT_BY_LABEL
    short = (
        spoken_about
        and count_words(text) <= MAX_ELLIPTICAL_WORDS
        and not elliptical_questions.asks_definition(segment)
    )
    beside = found and subject.how == NAMED and not (hit and hit.score >= entry_ranking.NAME_SCORE)
    if hit and found and label == "ask.admission" and _is_about(hit.title, found[0], state):
        beside = False  # an entry on the age of firefighters knows more than their card
    if hit and known and not beside and not short:
        yield make_entry_act(hit.id, text), 1.0, f"the base has it ({hit.id})"
        return
    if found and label in OCCUPATION_INTENT_BY_LABEL and _prefers_occupation(subject, hit, segment):
        values = {"occupation": found[0].id, "aspect": aspect_of_label(label)}
        fit = (
            elliptical_questions.AFTER_ENTRY_PROBABILITY
            if on_the_way
            else elliptical_questions.SURE_PROBABILITY
        )
        yield Act(intent_of_label(label), values, text), fit, f"{subject.how} {found[0].id}"
        return
    unknown = next((r.id for r in subject.referents if r.type == UNKNOWN), subject.unknown)
    before = subject.referents[:1] if subject.how in (SALIENT, POINTED) else ()
    nearer = entry_ranking.find_best_entry(segment, state, before[0]) if before else hit
    best = max((h for h in (hit, nearer) if h), key=lambda h: h.score, default=None)
    of_the_card = bool(last) and subject.how == SALIENT and count_words(text) <= MAX_BARE_WORDS
    if best and (of_the_card or not entry_topics.has_figure_for(segment, best.id, state)):
        best = None  # « c combien » is asked of the card, and of what has an amount
    if best and best.score >= (
        entry_ranking.SURE_SCORE if segment.going_on else entry_ranking.POSSIBLE_SCORE
    ):
        yield make_entry_act(best.id, text), 1.2 * best.score, f"the base may have it ({best.id})"
    if unknown and label in OCCUPATION_INTENT_BY_LABEL:
        yield Act("ask_occupation", {"unknown": unknown}, text), 0.9, "not in the base"
    elif (
        not best or best.score < entry_ranking.SURE_SCORE
    ) and elliptical_questions.asks_study_description(label, subject, state):
        values = {"study": subject.referents[0].id, "aspect": "description"}
        yield (
            Act("ask_aspect", values, text),
            elliptical_questions.SURE_PROBABILITY,
            "what the study is",
        )
    elif not best or best.score < entry_ranking.SURE_SCORE:
        near = [
            h.id
            for h in entry_ranking.rank_entries(segment, state)[:2]
            if h.score >= entry_ranking.NEAR_SCORE
        ]
        values = {"words": text, "value": AskQuestion.UNKNOWN, "near": near}
        yield Act("ask_question", values, text), 0.5, "nothing in the base"


def _keep_if_same_matter(
    hit: SearchHit, spoken: tuple[Referent, ...], segment: SegmentReading, state: InformationState
) -> Optional[SearchHit]:
    """An entry that a few words ask for beside the one that was answered: with its name too."""
    if not spoken or spoken[0].type not in (QUESTION, SERVICE):
        return hit
    near = [
        each.id for each in entry_ranking.rank_entries(segment, state, spoken[0]) if _is_sure(each)
    ]
    return hit if hit.id in near or hit.id == spoken[0].id else None


def _is_sure(hit: SearchHit) -> bool:
    return hit.score >= entry_ranking.SURE_SCORE


def _described_occupations(segment: SegmentReading, state: InformationState) -> list[str]:
    """The professions that words describe which name none that the base knows (« violoniste »)."""
    if any(m.type == PROFESSION and m.candidates for m in segment.mentions):
        return []
    near = [(each, nearness) for each, nearness in state.library.near(segment.text)]
    clear = [each for each, nearness in near if nearness >= CLEAR_THRESHOLD][:MAX_DESCRIBED]
    alone = len(near) > 1 and near[0][1] >= MIN_DESCRIBED and near[1][1] < CLEAR_THRESHOLD
    return clear[:1] if alone else clear


def _is_about(title: str, trade: Referent, state: InformationState) -> bool:
    """Whether an entry of the base is about a profession by name."""
    linked = state.library.link(title)
    return trade.id in (*linked.occupation_ids, *linked.candidates)


def _find_compared_aspect(segment: SegmentReading) -> str:
    """In what two are compared: the likeliest aspect of those beside the comparison itself
    (« lequel gagne le plus » asks for pay); of a superlative without one, the conditions."""
    asked = [
        (aspect_of_label(label), p)
        for label, p in segment.ranked
        if label.startswith("ask.") and label != "ask.difference"
    ]
    every = sum(p for _, p in asked)
    aspect, p = asked[0]
    aspect = _COMPARED_ASPECT.get(aspect, aspect)
    least = MIN_ASPECT_SHARE if every >= MIN_ASPECT_SUM else MIN_ASPECT_SHARE_IF_FAINT
    known = aspect in _COMPARED_ASPECT.values() or f"ask.{aspect}" in OCCUPATION_INTENT_BY_LABEL
    if every and p / every >= least and known:
        return aspect
    return "conditions" if _SUPERLATIVE.search(normalise(segment.text)) else ""


def _specifies_list(label: str, segment: SegmentReading, state: InformationState) -> bool:
    """Whether it is said what a list is wanted of, or one's own leads are asked for."""
    if any(m.type in "pstf" and m.quality != NONE for m in segment.mentions):
        return True
    if segment.alone and label == "ask.professions":
        return True
    if count_words(segment.text) <= MAX_ELLIPTICAL_WORDS:  # « et le soir ou le samedi ? »
        return state.library.searched(segment.spelt) is not None
    return state.library.lists(segment.spelt)


def _in_a_town_or_field(segment: SegmentReading) -> bool:
    return any(m.type in (TRAINING, FIELD, TOWN) for m in segment.mentions)


def _list_values(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """What a list is asked of, in the person's words, and the entry that may answer instead."""
    named = [m.text for m in segment.mentions if m.type in "pstf"] or [state.wish_told_before]
    hit = entry_ranking.find_best_entry(segment, state)
    near = [hit.id] if hit and hit.score >= entry_ranking.SURE_SCORE else []
    return {"about": named[0], "near": near, "asked": segment.text}


def asks_where_occupation_is(segment: SegmentReading, subject: Subject) -> bool:
    """Whether « c'est où ? » asks of the profession that is spoken about; « vous êtes où ? » asks
    of the place."""
    current = subject.referents[0] if subject.referents else None
    short = count_words(segment.text) <= MAX_BARE_WORDS and not segment.mentions
    of_trade = current is not None and current.type == OCCUPATION
    return short and of_trade and not is_spoken_to(segment)


def _is_elliptical(segment: SegmentReading, subject: Subject) -> bool:
    """Whether the subject is missing: nothing named, nothing spoken about, hardly a word."""
    few = count_words(segment.text) <= MAX_ELLIPTICAL_WORDS
    return few and not list_distinct_mentions(segment) and not subject.referents


def _prefers_occupation(subject: Subject, hit: object, segment: SegmentReading) -> bool:
    """Whether the profession is what is asked about rather than an entry of the base: named, or
    spoken about while the base has nothing likely."""
    if (
        subject.how in (NAMED, POINTED)
        or hit is None
        or count_words(segment.text) <= MAX_ELLIPTICAL_WORDS
    ):
        return True
    return getattr(hit, "score", 0.0) < entry_ranking.LIKELY_SCORE
