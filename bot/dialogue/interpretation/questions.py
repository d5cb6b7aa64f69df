"""A question about something: an aspect of a profession, a list, or a rule of the base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.dialogue.interpretation import answers, lasting, two_named
from bot.dialogue.interpretation.addressee import is_spoken_to
from bot.dialogue.interpretation.brevity import MAX_BARE, MAX_ELLIPSIS, MAX_SHORT, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import (
    NAMED,
    POINTED,
    SALIENT,
    Subject,
    own_names,
    subject_of,
)
from bot.dialogue.reading import forms
from bot.dialogue.reading.labels import FIELD, PROFESSION, TOWN, TRAINING
from bot.dialogue.reading.linker import NONE
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, UNKNOWN, Referent
from bot.guidance.scores import CLEAR
from knowledge import conditions, namesakes
from knowledge.index import Hit
from knowledge.text import normalise

# An aspect is compared where it has this share of what else is asked beside the comparison; where
# hardly anything else is, nearly all of it.
SHARE_OF_AN_ASPECT, HARDLY, NEARLY_ALL = 0.25, 0.005, 0.6
# « le plus », « la moins bien payée »: in something, whatever it is.
_SUPERLATIVE = re.compile(r"\b(?:plus|moins|mieux|meilleure?s?|pire)\b")
# « cariste, c'est moins lourd que livreur ? »
_COMPARES = re.compile(r"\b(?:plus|moins|mieux|aussi|autant)\b.*\bqu(?:e|un|une)?\b")
# What is asked of two in other words than of one.
_OF_TWO = {"contact": "people", "schedule": "conditions", "day": "conditions", "after": "jobs"}
# Aspects that a profession's entry answers by itself.
OF_OCCUPATIONS = {
    "ask.description": "ask_occupation",
    "ask.day": "ask_day",
    "ask.access": "ask_access",
    "ask.pay": "ask_pay",
    "ask.jobs": "ask_prospects",
    "ask.related": "ask_related",
    "ask.try": "ask_try",
    "ask.length": "ask_aspect",
    "ask.level": "ask_aspect",
    "ask.subjects": "ask_aspect",
    "ask.difficulty": "ask_aspect",
    "ask.conditions": "ask_aspect",
    "ask.place": "ask_aspect",
    "ask.trainings": "ask_aspect",
    "ask.schedule": "ask_aspect",
    "ask.admission": "ask_aspect",
    "ask.after": "ask_aspect",
}
# Of what is named something is surely asked, and no aspect is likely: the likeliest is answered,
# where nothing else is likelier than just enough.
SURELY_ASKS, OF_A_NAMED_TRADE, OF_ANY_ASPECT = 0.5, 0.3, 0.6
# How near a description comes to the one profession that is meant, and how many are asked back.
SURELY_DESCRIBED, MAX_DESCRIBED = 0.8, 4
# Aspects that nothing but a profession has: asked after another answer, it is still meant.
OF_OCCUPATIONS_ALONE = frozenset(
    {"ask.day", "ask.pay", "ask.jobs", "ask.conditions", "ask.related", "ask.try", "ask.subjects"}
)
# What a question of the base answers better than a profession's entry does.
OF_RULES = frozenset(
    {
        *("ask.rule", "ask.aid", "ask.dates", "ask.enrol", "ask.contact", "ask.cost"),
        *("ask.admission", "ask.schedule", "ask.after", "ask.description", "ask.difference"),
        *("ask.level", "ask.length", "ask.access", "ask.try", "ask.place", "ask.difficulty"),
        *("ask.subjects", "ask.conditions", "service.access", "service.place"),
    }
)
# « c'est quoi une AOB ? »: what an entry defines goes before what it says of it.
DEFINITIONS = frozenset({"ask.description", "ask.rule"})
# Of which study, when few words do not say: no entry knows.
OF_A_STUDY = frozenset({"ask.length", "ask.level", "ask.difficulty", "ask.schedule"})
# Ways of asking how one gets in, and how likely they are together beside a trial to go before it.
_GETTING_IN = ("ask.access", "ask.enrol", "ask.admission", "tell.goal")
SHARE_OF_A_TRIAL = 0.75
OF_PLACES = frozenset({"ask.place", "ask.trainings", "ask.schedule"})
# Conditions of access that a profession has of its own, whatever its studies ask for.
CONDITIONS = frozenset({"record", "language", "licence", "health", "equipment"})
OF_CONDITIONS = frozenset(
    f"ask.{about}" for about in ("admission", "access", "rule", "subjects", "conditions", "cost")
)
LISTS = {"ask.professions": "ask_field", "ask.trainings": "search_trainings"}


def question_about(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """A question about something: an aspect of a profession, an entry of the base, or both."""
    subject = subject_of(segment, state)
    if asks_for_a_condition(segment, state):
        # « combien coûte le matériel pour être coiffeuse ? »
        values = {"occupation": subject.referents[0].id, "aspect": "admission"}
        act = Act(_intent("ask.admission"), values, segment.text)
        yield Hypothesis(act, lasting.SURELY, "a condition of its own")
        return
    for place, (label, probability) in enumerate(segment.ranked[:3]):
        if label == "service.place" and is_about_a_trade(segment, subject):
            label = "ask.place"  # « c'est où ? », of what is spoken about
        if label == "service.help" and state.named_now is not None:
            label = "ask.access"  # « il veut être militaire, comment ça marche ? »
        of_trade = subject.how == NAMED or _hangs_on_a_trade(segment, state)
        of_trade = of_trade or (segment.going_on is not None and state.named_now is not None)
        if label == "ask.rule" and of_trade and conditions.asked(segment.text):
            label = "ask.admission"  # « faut le permis pour être jardinier ? »
        if not label.startswith("ask.") and label != "service.access":
            continue
        probability = _of_getting_in(label, probability, segment)
        if place == 0 and subject.unknown:
            probability = max(probability, segment.of_act("ask"))
        if place == 0 and subject.how == NAMED and segment.of_act("ask") >= SURELY_ASKS:
            probability = max(probability, OF_A_NAMED_TRADE)
        for act, fit, reason in _answers(label, subject, segment, state):
            likely = probability * fit
            if place == 0 and subject.how == NAMED and act.values.get("question"):
                # Whichever aspect is asked, the entry about what is named has it.
                likely = max(likely, OF_ANY_ASPECT * segment.of_act("ask") * fit)
            yield Hypothesis(act, likely, f"{label}: {reason}")


def _of_getting_in(label: str, probability: float, segment: SegmentReading) -> float:
    """How one gets in is asked with many words; together they may be likelier than a trial (« je
    voudrais faire interprète, comment on fait ? »)."""
    getting_in, tries = sum(map(segment.of, _GETTING_IN)), segment.of("ask.try")
    if label not in ("ask.access", "ask.try") or not tries or getting_in < SHARE_OF_A_TRIAL * tries:
        return probability
    return max(probability, getting_in) if label == "ask.access" else probability / 2


def asks_for_a_condition(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a record, a language, a licence, health or equipment is asked after which the one
    profession that is named asks for."""
    subject = subject_of(segment, state)
    if subject.how != NAMED or len(subject.referents) != 1:
        return False
    named = state.library.base.occupations.get(subject.referents[0].id)
    if named is None or segment.label not in OF_CONDITIONS:
        return False
    kind = conditions.asked(segment.text)
    return kind in CONDITIONS and any(each.kind == kind for each in named.access)


def _hangs_on_a_trade(segment: SegmentReading, state: InformationState) -> bool:
    about = lasting.spoken_about(state)
    if about is None or about.type != OCCUPATION or not lasting.hangs(segment):
        return False
    return "?" in segment.text or forms.is_question(segment.text)  # no bare « une équivalence »


def _trades_of(subject: Subject, state: InformationState) -> list[Referent]:
    """« psychologie ou logopédie »: the professions that bear the names of studies, where each of
    two has one."""
    trades = [namesakes.trade_of(r.id, state.library.base) for r in subject.referents]
    named = [Referent(OCCUPATION, trade.id) for trade in trades if trade]
    return named if len(named) == len(trades) >= 2 else []


def _answers(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Iterator[tuple[Act, float, str]]:
    text = segment.text
    found = [r for r in subject.referents if r.type == OCCUPATION]
    last, hangs = state.salience.of_type(OCCUPATION), lasting.hangs(segment)
    still = label in OF_OCCUPATIONS_ALONE or (label in OF_OCCUPATIONS and last == state.named_now)
    still = still or (label in OF_OCCUPATIONS and hangs and last == lasting.spoken_about(state))
    on_the_way = False
    if not found and subject.how == SALIENT and last and still:
        found = [last]
        on_the_way = last != state.named_now and label not in OF_OCCUPATIONS_ALONE
    both_said = label == "ask.difference" and two_named.sides(segment, state) is not None
    if label == "ask.difference" and len(found) == 1 and subject.how == NAMED and not both_said:
        found = [last, *found] if last and last != found[0] else found
    if label == "ask.difference" and len(found) < 2 and subject.how == NAMED:
        found = _trades_of(subject, state) or found
    if label == "ask.difference" and len(found) >= 2:
        ids = [r.id for r in found[:3]]
        named = subject.how == NAMED and not _SUPERLATIVE.search(normalise(text))
        aspect = "" if named else _compared(segment)
        values = {"occupation": ids[0], "occupations": ids, "aspect": aspect}
        yield Act("ask_difference", values, text), 1.0, "two are meant"
        return
    compared = subject.how == NAMED and _COMPARES.search(normalise(text))
    if label in OF_OCCUPATIONS and len(found) == 2 and (subject.how == POINTED or compared):
        values = {"occupation": found[0].id, "occupations": [r.id for r in found]}
        aspect = _OF_TWO.get(_aspect(label), _aspect(label))
        yield Act("ask_difference", {**values, "aspect": aspect}, text), 0.98, "of both"
        return
    about = lasting.subject_asked(label, subject, segment, state)
    if about is not None:
        hit = lasting.beside(about, label, segment, state)
        if hit is not None:
            yield entry(hit.id, text), 1.0, f"of {about.id} ({hit.id})"
        else:
            yield from lasting.asked_of_it(label, about, segment, state)
        return
    rule = lasting.rule_of_it(label, subject, segment, state)
    if rule is not None:
        yield entry(rule.id, text), 1.0, f"the subject's own rule ({rule.id})"
        return
    spoken = next(iter(subject.referents), None) if subject.how == SALIENT else None
    if spoken and spoken.type == UNKNOWN and hangs and label in OF_OCCUPATIONS:
        yield Act("ask_occupation", {"unknown": spoken.id}, text), 0.9, "still not in the base"
        return
    if label == "ask.contact" and not segment.mentions and count_words(text) <= MAX_ELLIPSIS:
        yield Act("ask_place", {}, text), 1.0, "nobody else is named"
        return
    listed = label in LISTS or (label in OF_PLACES and not found)
    if listed and lasting.spoken_about(state) is None and not _lists(label, segment, state):
        said = answers.best(segment, state)
        if said is not None and said.score >= answers.SURE:
            yield entry(said.id, text), 1.0, f"the base has it ({said.id})"
            return
    if label in OF_PLACES and not (found or subject.candidates) and _in_a_town_or_field(segment):
        yield Act("search_trainings", _about(segment, state), text), 1.0, "where it is taught"
        return
    if label in LISTS and not (found and subject.how == NAMED and label == "ask.trainings"):
        yield Act(LISTS[label], _about(segment, state), text), 1.0, "a list"
        return
    if subject.candidates and label in OF_OCCUPATIONS:
        several: dict[str, Any] = {"candidates": list(subject.candidates)}
        yield Act(_intent(label), several, text), 0.95, "the name may be several"
        return
    defines = label in DEFINITIONS and count_words(text) <= MAX_ELLIPSIS
    hit = answers.best(segment, state, defines=defines) if label in OF_RULES else None
    if hit and found and hangs and subject.how == SALIENT and label in OF_OCCUPATIONS:
        hit = lasting.beside(found[0], label, segment, state)
    elif hit and hangs and subject.how == SALIENT and count_words(text) <= MAX_SHORT:
        hit = _staying(hit, subject.referents, segment, state)
    known = hit is not None and hit.score >= answers.SURE
    answered = known and (label not in OF_A_STUDY or bool(segment.going_on))
    missing = not found and label in OF_OCCUPATIONS and not answered and not subject.referents
    described = _described(segment, state) if missing and label in OF_OCCUPATIONS_ALONE else []
    if described:
        values = {"occupation": described[0]} if len(described) == 1 else {"candidates": described}
        yield (
            Act(_intent(label), {**values, "aspect": _aspect(label)}, text),
            0.9,
            "it is described",
        )
        return
    elliptical = missing and _is_elliptical(segment, subject)
    if elliptical and count_words(text) <= MAX_SHORT:
        yield Act(_intent(label), {"aspect": _aspect(label)}, text), 0.9, "of what is not said"
        return
    spoken_about = found and subject.how == SALIENT and label in OF_OCCUPATIONS
    short = spoken_about and count_words(text) <= MAX_ELLIPSIS and not lasting.defines(segment)
    beside = found and subject.how == NAMED and not (hit and hit.score >= answers.BY_NAME)
    if hit and found and label == "ask.admission" and _is_about(hit.title, found[0], state):
        beside = False  # an entry on the age of firefighters knows more than their card
    if hit and known and not beside and not short:
        yield entry(hit.id, text), 1.0, f"the base has it ({hit.id})"
        return
    if found and label in OF_OCCUPATIONS and _meant(subject, hit, segment):
        values = {"occupation": found[0].id, "aspect": _aspect(label)}
        fit = lasting.BENEATH_AN_ENTRY if on_the_way else lasting.SURELY
        yield Act(_intent(label), values, text), fit, f"{subject.how} {found[0].id}"
        return
    unknown = next((r.id for r in subject.referents if r.type == UNKNOWN), subject.unknown)
    before = subject.referents[:1] if subject.how in (SALIENT, POINTED) else ()
    nearer = answers.best(segment, state, before[0]) if before else hit
    best = max((h for h in (hit, nearer) if h), key=lambda h: h.score, default=None)
    of_the_card = bool(last) and subject.how == SALIENT and count_words(text) <= MAX_BARE
    if best and (of_the_card or not answers.tells_of(segment, best.id, state)):
        best = None  # « c combien » is asked of the card, and of what has an amount
    if best and best.score >= (answers.SURE if segment.going_on else answers.POSSIBLE):
        yield entry(best.id, text), 1.2 * best.score, f"the base may have it ({best.id})"
    if unknown and label in OF_OCCUPATIONS:
        yield Act("ask_occupation", {"unknown": unknown}, text), 0.9, "not in the base"
    elif (not best or best.score < answers.SURE) and lasting.describes(label, subject, state):
        values = {"study": subject.referents[0].id, "aspect": "description"}
        yield Act("ask_aspect", values, text), lasting.SURELY, "what the study is"
    elif not best or best.score < answers.SURE:
        near = [h.id for h in answers.ranked(segment, state)[:2] if h.score >= answers.NEAR]
        values = {"words": text, "value": "unknown", "near": near}
        yield Act("ask_question", values, text), 0.5, "nothing in the base"


def _staying(
    hit: Hit, spoken: tuple[Referent, ...], segment: SegmentReading, state: InformationState
) -> Optional[Hit]:
    """An entry that a few words ask for beside the one that was answered: with its name too."""
    if not spoken or spoken[0].type not in (QUESTION, SERVICE):
        return hit
    near = [each.id for each in answers.ranked(segment, state, spoken[0]) if _sure(each)]
    return hit if hit.id in near or hit.id == spoken[0].id else None


def _sure(hit: Hit) -> bool:
    return hit.score >= answers.SURE


def _described(segment: SegmentReading, state: InformationState) -> list[str]:
    """The professions that words describe which name none that the base knows (« violoniste »)."""
    if any(m.type == PROFESSION and m.candidates for m in segment.mentions):
        return []
    near = [(each, nearness) for each, nearness in state.library.near(segment.text)]
    clear = [each for each, nearness in near if nearness >= CLEAR][:MAX_DESCRIBED]
    alone = len(near) > 1 and near[0][1] >= SURELY_DESCRIBED and near[1][1] < CLEAR
    return clear[:1] if alone else clear


def _is_about(title: str, trade: Referent, state: InformationState) -> bool:
    """Whether an entry of the base is about a profession by name."""
    linked = state.library.link(title)
    return trade.id in (*linked.occupation_ids, *linked.candidates)


def _compared(segment: SegmentReading) -> str:
    """In what two are compared: the likeliest aspect of those beside the comparison itself
    (« lequel gagne le plus » asks for pay); of a superlative without one, the conditions."""
    asked = [
        (_aspect(label), p)
        for label, p in segment.ranked
        if label.startswith("ask.") and label != "ask.difference"
    ]
    every = sum(p for _, p in asked)
    aspect, p = asked[0]
    aspect = _OF_TWO.get(aspect, aspect)
    least = SHARE_OF_AN_ASPECT if every >= HARDLY else NEARLY_ALL
    known = aspect in _OF_TWO.values() or f"ask.{aspect}" in OF_OCCUPATIONS
    if every and p / every >= least and known:
        return aspect
    return "conditions" if _SUPERLATIVE.search(normalise(segment.text)) else ""


def _lists(label: str, segment: SegmentReading, state: InformationState) -> bool:
    """Whether it is said what a list is wanted of, or one's own leads are asked for."""
    if any(m.type in "pstf" and m.quality != NONE for m in segment.mentions):
        return True
    if segment.alone and label == "ask.professions":
        return True
    if count_words(segment.text) <= MAX_ELLIPSIS:  # « et le soir ou le samedi ? »
        return state.library.searched(segment.spelt) is not None
    return state.library.lists(segment.spelt)


def _in_a_town_or_field(segment: SegmentReading) -> bool:
    return any(m.type in (TRAINING, FIELD, TOWN) for m in segment.mentions)


def _about(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """What a list is asked of, in the person's words, and the entry that may answer instead."""
    named = [m.text for m in segment.mentions if m.type in "pstf"] or [state.told_now]
    hit = answers.best(segment, state)
    near = [hit.id] if hit and hit.score >= answers.SURE else []
    return {"about": named[0], "near": near, "asked": segment.text}


def is_about_a_trade(segment: SegmentReading, subject: Subject) -> bool:
    """Whether « c'est où ? » asks of the profession that is spoken about; « vous êtes où ? » asks
    of the place."""
    current = subject.referents[0] if subject.referents else None
    short = count_words(segment.text) <= MAX_BARE and not segment.mentions
    of_trade = current is not None and current.type == OCCUPATION
    return short and of_trade and not is_spoken_to(segment)


def _is_elliptical(segment: SegmentReading, subject: Subject) -> bool:
    """Whether the subject is missing: nothing named, nothing spoken about, hardly a word."""
    few = count_words(segment.text) <= MAX_ELLIPSIS
    return few and not own_names(segment) and not subject.referents


def _meant(subject: Subject, hit: object, segment: SegmentReading) -> bool:
    """Whether the profession is what is asked about rather than an entry of the base: named, or
    spoken about while the base has nothing likely."""
    if subject.how in (NAMED, POINTED) or hit is None or count_words(segment.text) <= MAX_ELLIPSIS:
        return True
    return getattr(hit, "score", 0.0) < answers.LIKELY


def entry(entry_id: str, text: str) -> Act:
    return Act("ask_question", {"question": entry_id}, text)


def _intent(label: str) -> str:
    return OF_OCCUPATIONS[label]


def _aspect(label: str) -> str:
    return label.partition(".")[2]
