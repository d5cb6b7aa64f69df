"""What a segment may mean, in the order in which it is tried: read this file to know the bot.

Each proposer is a function `(state, segment) → hypotheses`. A label is mapped to an act here and
nowhere else; what needs an argument looks for it in the mentions, then in the state of the talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.dialogue.interpretation import answers
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import (
    NAMED,
    POINTED,
    SALIENT,
    Subject,
    subject_of,
)
from bot.dialogue.reading.labels import PROFESSION, TOWN
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import wishes
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, TRAINING, UNKNOWN, Referent

Proposer = Callable[[InformationState, SegmentReading], Iterator[Hypothesis]]

# So few words say no more than a name, or than « c'est où ».
MAX_BARE = 3
# A question of so few words without a name leaves its subject out.
MAX_ELLIPSIS = 7

# From this probability of asking on, an entry that is named is what is asked about.
MIN_ASKED = 0.5
# « et à Verviers » tells nothing of anybody.
MIN_WORDS_OF_FACT, MIN_WORDS_OF_STORY = 3, 5
TASTES = ("tell.like", "tell.dislike", "tell.constraint")

# Labels that are one intent, whatever the talk is about.
PLAIN = {
    "request.leads": ("ask_leads", {}),
    "request.more": ("ask_leads", {"more": "yes"}),
    "request.shorter_studies": ("ask_shorter_studies", {}),
    "request.why": ("ask_why", {}),
    "request.recap": ("show_notebook", {}),
    "request.human": ("ask_human", {}),
    "request.code": ("ask_code", {}),
    "request.erase": ("erase_data", {}),
    "request.test": ("start_reflecting", {}),
    "request.decide": ("start_deciding", {}),
    "request.plan": ("make_plan", {}),
    "request.resume": ("resume", {}),
    "request.visit": ("ask_visit", {}),
    "service.place": ("ask_place", {}),
    "service.privacy": ("ask_privacy", {}),
    "service.bot": ("ask_bot", {}),
    "service.help": ("ask_help", {}),
    "service.language": ("ask_language", {}),
    "meta.repeat": ("ask_again", {"value": "repeat"}),
    "meta.shorten": ("ask_again", {"value": "shorten"}),
    "meta.explain": ("ask_again", {"value": "explain"}),
    "meta.stop": ("pause", {}),
    "meta.back": ("go_back", {}),
    "meta.skip": ("skip", {}),
    "correct.bot": ("complain", {}),
    "social.greet": ("greet", {}),
    "social.bye": ("goodbye", {}),
    "social.thanks": ("thanks", {}),
    "social.sorry": ("apologize", {}),
    "social.smalltalk": ("small_talk", {}),
    "social.comment": ("comment", {}),
    "abuse.probe": ("out_of_scope", {"value": "probe"}),
    "off.task": ("out_of_scope", {"value": "task"}),
    "off.world": ("out_of_scope", {"value": "world"}),
    "off.medical": ("out_of_scope", {"value": "medical"}),
    "off.danger": ("out_of_scope", {"value": "danger"}),
}
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
# Aspects that a training's entry answers.
OF_TRAININGS = frozenset(
    {"ask.length", "ask.place", "ask.schedule", "ask.admission", "ask.level", "ask.trainings"}
)
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
OF_PLACES = frozenset({"ask.place", "ask.trainings", "ask.schedule"})
LISTS = {"ask.professions": "ask_field", "ask.trainings": "search_trainings"}
# What is told of oneself and noted; the rest of what is told is heard, not noted.
FACTS = frozenset(
    {
        *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.constraint"),
        *("tell.situation", "tell.goal", "tell.done"),
    }
)
# Meanings that no label tells apart yet.
NO_LABEL = frozenset(
    {
        *("plan_b", "ask_result", "ask_where", "ask_progress", "ask_hexagon", "resume_code"),
        *("change_code", "ask_events", "start_values", "start_wishes", "start_skills"),
        *("tell_trial", "class_mode", "trouble_at_school", "for_someone_else", "change_trade"),
        *("ask_deadlines", "change_address", "have_question", "start_dreaming"),
        *("start_exploring", "correct_notebook", "no_idea", "tell_obstacle"),
    }
)
# Of these, the ones that ask.
ABOUT_THE_TALK = frozenset(
    {"ask_progress", "ask_result", "ask_where", "ask_hexagon", "ask_deadlines", "ask_events"}
)
SURE_OF_INTENT, CERTAIN_OF_INTENT = 0.6, 0.9
# What is said of a lead, and what it tells where no lead is named.
OF_LEADS = {"react.like": "like", "react.refuse": "dislike"}
# Left to `understanding`, which knows the open question, the leads and the appointments.
DEFERRED = frozenset(
    {
        *("request.appointment", "request.reschedule", "request.cancel", "request.retract"),
        *("react.like", "react.refuse", "react.choose", "react.open", "correct.self"),
        *("answer.yes", "answer.no", "answer.unsure", "answer.scale"),
        *("tell.doubt", "tell.lost", "tell.worry", "tell.private", "abuse.insult"),
    }
)


def plain(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What means the same wherever it is said."""
    for label, probability in segment.ranked[:3]:
        of_trade = label == "service.place" and _is_about_a_trade(
            segment, subject_of(segment, state)
        )
        if label in PLAIN and not of_trade:
            intent, values = PLAIN[label]
            if intent == "out_of_scope":  # of several kinds, whichever it is
                probability = segment.of_act(label.partition(".")[0])
            yield Hypothesis(Act(intent, dict(values), segment.text), probability, label)


def question_about(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """A question about something: an aspect of a profession, an entry of the base, or both."""
    for label, probability in segment.ranked[:3]:
        subject = subject_of(segment, state)
        if label == "service.place" and _is_about_a_trade(segment, subject):
            label = "ask.place"  # « c'est où ? », of what is spoken about
        if not label.startswith("ask.") and label != "service.access":
            continue
        for act, fit, reason in _answers(label, subject, segment, state):
            yield Hypothesis(act, probability * fit, f"{label}: {reason}")


def _answers(
    label: str, subject: Subject, segment: SegmentReading, state: InformationState
) -> Iterator[tuple[Act, float, str]]:
    text = segment.text
    found = [r for r in subject.referents if r.type == OCCUPATION]
    last = state.salience.of_type(OCCUPATION)
    if not found and subject.how == SALIENT and label in OF_OCCUPATIONS_ALONE and last:
        found = [last]
    if label == "ask.difference" and len(found) == 1 and subject.how == NAMED:
        found = [last, *found] if last and last != found[0] else found
    if label == "ask.difference" and len(found) >= 2:
        ids = [r.id for r in found[:3]]
        values = {"occupation": ids[0], "occupations": ids}
        yield Act("ask_difference", values, text), 1.0, "two are meant"
        return
    if label == "ask.contact" and not segment.mentions and _words(text) <= MAX_ELLIPSIS:
        yield Act("ask_place", {}, text), 1.0, "nobody else is named"
        return
    if label in OF_PLACES and not found and any(m.type in "tfc" for m in segment.mentions):
        yield Act("search_trainings", {}, text), 1.0, "where it is taught"
        return
    if label in LISTS and not (found and subject.how == NAMED and label == "ask.trainings"):
        yield Act(LISTS[label], {}, text), 1.0, "a list"
        return
    if subject.candidates and label in OF_OCCUPATIONS:
        several: dict[str, Any] = {"candidates": list(subject.candidates)}
        yield Act(_intent(label), several, text), 0.95, "the name may be several"
        return
    if not found and label in OF_OCCUPATIONS and _is_elliptical(segment, subject):
        yield Act(_intent(label), {"aspect": _aspect(label)}, text), 0.9, "of what is not said"
        return
    defines = label in DEFINITIONS and _words(text) <= MAX_ELLIPSIS
    training = next((r for r in subject.referents if r.type == TRAINING), None)
    if training and not found and label in OF_TRAININGS and subject.how != NAMED:
        values = {"training": training.id, "aspect": _aspect(label)}
        yield Act("ask_aspect", values, text), 0.98, f"{subject.how} {training.id}"
        return
    hit = answers.best(text, state, defines=defines) if label in OF_RULES else None
    spoken_about = found and subject.how == SALIENT and label in OF_OCCUPATIONS
    short = spoken_about and _words(text) <= MAX_ELLIPSIS
    beside = found and subject.how == NAMED and not (hit and hit.score >= answers.BY_NAME)
    if hit and hit.score >= answers.SURE and not beside and not short:
        yield _entry(hit.id, text), 1.0, f"the base has it ({hit.id})"
        return
    if found and label in OF_OCCUPATIONS and _meant(subject, hit, segment):
        values = {"occupation": found[0].id, "aspect": _aspect(label)}
        yield Act(_intent(label), values, text), 0.98, f"{subject.how} {found[0].id}"
        return
    unknown = next((r.id for r in subject.referents if r.type == UNKNOWN), subject.unknown)
    about = (
        subject.referents[0] if subject.how in (SALIENT, POINTED) and subject.referents else None
    )
    nearer = answers.best(text, state, about) if about else hit
    best = max((h for h in (hit, nearer) if h), key=lambda h: h.score, default=None)
    if best and best.score >= answers.POSSIBLE:
        yield _entry(best.id, text), 0.9, f"the base may have it ({best.id})"
    elif unknown and label in OF_OCCUPATIONS:
        yield Act("ask_occupation", {"unknown": unknown}, text), 0.9, "not in the base"
    else:
        values = {"words": text, "value": "unknown"}
        yield Act("ask_question", values, text), 0.8, "nothing in the base"


def _is_about_a_trade(segment: SegmentReading, subject: Subject) -> bool:
    current = subject.referents[0] if subject.referents else None
    short = _words(segment.text) <= MAX_BARE and not segment.mentions
    return short and current is not None and current.type == OCCUPATION


def _is_elliptical(segment: SegmentReading, subject: Subject) -> bool:
    """Whether the subject is missing: nothing named, nothing spoken about, hardly a word."""
    named = any(m.type != TOWN for m in segment.mentions)
    return not named and not subject.referents and _words(segment.text) <= MAX_ELLIPSIS


def _meant(subject: Subject, hit: object, segment: SegmentReading) -> bool:
    """Whether the profession is what is asked about rather than an entry of the base: named, or
    spoken about while the base has nothing likely."""
    if subject.how in (NAMED, POINTED) or hit is None or _words(segment.text) <= MAX_ELLIPSIS:
        return True
    return getattr(hit, "score", 0.0) < answers.LIKELY


def _entry(entry_id: str, text: str) -> Act:
    return Act("ask_question", {"question": entry_id}, text)


def _intent(label: str) -> str:
    return OF_OCCUPATIONS[label]


def _aspect(label: str) -> str:
    return label.partition(".")[2]


def entry_named(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« vous connaissez le Service citoyen ? »: asked about, an entry that is named answers."""
    asked = segment.of_act("ask") + segment.of_act("service")
    named = [
        m.target for m in segment.mentions if m.target and m.target.type in (QUESTION, SERVICE)
    ]
    if asked >= MIN_ASKED and named:
        yield Hypothesis(_entry(named[0].id, segment.text), asked * 0.7, "an entry is named")


def narrowing(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et sans travailler le week-end ? », with leads on the screen: noted, and chosen again."""
    likely = segment.of_act("ask") + segment.of_act("request") + segment.of("tell.constraint")
    words = segment.text.rstrip(" ?")
    if state.shown and _words(words) <= MAX_ELLIPSIS and wishes.told(words):
        values = {"kind": "constraint", "other": False, "again": True}
        yield Hypothesis(Act("note_fact", values, words), likely, "narrows the leads")


def doubt(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« j'hésite entre droit et com »: compared where both are professions, else talked about."""
    probability = segment.of("tell.doubt")
    named = [m for m in segment.mentions if m.type in "ptfs"]
    if probability < 0.2 or len(named) < 2:
        return
    found = [m.target.id for m in named if m.target and m.target.type == OCCUPATION]
    if len(found) >= 2:
        values: dict[str, Any] = {"occupation": found[0], "occupations": found[:3]}
        yield Hypothesis(Act("ask_difference", values, segment.text), probability, "two trades")
    else:
        values = {"words": [m.text for m in named[:2]]}
        yield Hypothesis(Act("hesitate", values, segment.text), probability, "two are named")


def goal(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je veux devenir infirmière »: noted, and how to get there is what helps most."""
    probability = segment.of("tell.goal")
    subject = subject_of(segment, state)
    if probability < 0.2 or subject.how != NAMED:
        return
    found = [r for r in subject.referents if r.type == OCCUPATION]
    if found:
        values: dict[str, Any] = {"occupation": found[0].id, "aspect": "access"}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal named")
    elif subject.candidates:
        values = {"candidates": list(subject.candidates)}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal, which one")


def fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What is told of oneself, or of whom the person asks for."""
    label = max(FACTS, key=segment.of)
    told = sum(segment.of(each) for each in FACTS)
    if not any(m.type == PROFESSION for m in segment.mentions):  # of no lead, so of oneself
        label = max((label, *OF_LEADS), key=segment.of)
        told += sum(map(segment.of, OF_LEADS))
    least = MIN_WORDS_OF_FACT if segment.alone or label in TASTES else MIN_WORDS_OF_STORY
    if told >= 0.3 and len(segment.text.split()) >= least:
        if label == "tell.goal" and not segment.mentions and _words(segment.text) < 6:
            return
        kind = OF_LEADS.get(label, label.partition(".")[2])
        values = {"kind": kind, "other": segment.about_other}
        yield Hypothesis(Act("note_fact", values, segment.text), 0.85 * told, label)


def bare_name(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« esthéticienne à domicile », and nothing else: what it is is asked."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if len(named) != 1 or segment.of_act("tell") + segment.of_act("none") < MIN_ASKED:
        alone = len(named) == 1 and not _beside(segment.text, named[0].text)
        if not alone:
            return
    elif _words(segment.text) > MAX_BARE and _beside(segment.text, named[0].text):
        return
    values: dict[str, Any] = {"candidates": list(named[0].candidates)}
    if named[0].target is not None:
        values = {"occupation": named[0].target.id}
    if named[0].target is not None or named[0].candidates:
        yield Hypothesis(Act("ask_occupation", values, segment.text), 0.99, "a name alone")


def _words(text: str) -> int:
    return sum(any(c.isalnum() for c in word) for word in text.split())


def _beside(text: str, name: str) -> bool:
    """Whether more than an article stands beside a name."""
    rest = text.replace(name, "", 1).strip(" .,!?'’").lower()
    return rest not in ("", "le", "la", "l", "un", "une", "les", "des")


def compared(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« compare boulanger et cuisinier »."""
    found = [m.target.id for m in segment.mentions if m.target and m.target.type == OCCUPATION]
    if len(set(found)) >= 2:
        values = {"occupation": found[0], "occupations": list(dict.fromkeys(found))}
        probability = segment.of("request.decide")
        yield Hypothesis(Act("compare", values, segment.text), probability * 1.01, "two named")


def by_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the classifier of intents is sure of: alone in knowing some meanings, else a second
    opinion."""
    unlabelled = segment.intent in NO_LABEL
    if segment.confidence < SURE_OF_INTENT or (not segment.alone and segment.act == "tell"):
        return
    if segment.intent == "ask_place" and _is_about_a_trade(segment, subject_of(segment, state)):
        return
    if unlabelled and not (segment.alone and _has_no_label(segment, state)):
        return
    weight = 0.92 if segment.confidence >= CERTAIN_OF_INTENT else 0.7
    if segment.act == "ask" and segment.probability >= SURE_OF_INTENT:
        weight = 0.7
    if unlabelled:
        weight = 1.0
    act = Act("", {"intent": segment.intent}, segment.text, deferred=True)
    yield Hypothesis(act, segment.confidence * weight, f"intent {segment.intent}")


def _has_no_label(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a meaning without a label may be right beside what the labels say: a question is
    none of them, but for those about the talk itself while nothing else is spoken about."""
    if segment.of_act("ask") < MIN_ASKED:
        return segment.intent != "tell_obstacle" or segment.act in ("tell", "none")
    return segment.intent in ABOUT_THE_TALK and state.salience.subject is None


def deferred(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the open question, the leads or the appointments decide."""
    told = sum(segment.of(each) for each in DEFERRED)
    if told >= 0.2:
        label = max(DEFERRED, key=segment.of)
        act = Act("", {"label": label}, segment.text, deferred=True)
        yield Hypothesis(act, told, "left to the context")


PROPOSERS: tuple[Proposer, ...] = (
    *(plain, question_about, entry_named, narrowing, doubt, goal, compared, bare_name, fact),
    *(by_intent, deferred),
)


def unknown(referent: Referent) -> bool:
    """Whether the base does not hold it."""
    return referent.type == UNKNOWN
