"""Proposers for a segment that names or points at a profession, a study or an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.choice_payloads import LikeLead
from bot.dialogue.intent_groups import REFUSAL_PATTERN
from bot.dialogue.interpretation import choice_proposers, elliptical_questions
from bot.dialogue.interpretation.entry_proposers import MIN_ASKED
from bot.dialogue.interpretation.goal_proposers import is_current_trade
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.intent_proposers import MIN_WANTED, SURE_INTENT
from bot.dialogue.interpretation.question_labels import (
    OCCUPATION_INTENT_BY_LABEL,
    make_same_act,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    SALIENT,
    list_introduced_referents,
    points_at_other,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import (
    MAX_BARE_WORDS,
    MAX_ELLIPTICAL_WORDS,
    MAX_SHORT_WORDS,
)
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import PROFESSION, TOWN
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, STUDY, TRAINING, Referent
from bot.language.folding import fold_text
from bot.language.word_lists import STOP_WORDS

# Bonus of a verdict on a named profession over other readings.
NAMED_BONUS = 0.05
# Least probability that a profession mentioned before is dropped, and that it is kept.
MIN_REFUSED, MIN_LIKED = 0.6, 0.5
# Likelier than a fact, less likely than a plain choice.
LIKED_PROBABILITY = 0.78
VERDICT_INTENTS = {
    "react.like": "like_lead",
    "react.refuse": "refuse_lead",
}
# Least probability of a verdict that names nothing, and from where on it rather asks.
MIN_REACTION, MAX_ASKING = 0.45, 0.45
# Of a refusal of all leads; an entry about having no taste at all may be as sure.
ALL_REFUSED_PROBABILITY = 1.05
# Who likes, and what takes a like back or is liked of a profession instead of it.
_OF_ONESELF = re.compile(r"\b(?:je|j|moi|me|m|ma|nous|j[abcdfghklmnpqrstv]\w+)\b")
_RESERVED = re.compile(
    r"\b(?:mais|sauf|moins|plus|pas|rien|jamais|non|ete|etais|aimais|avant)\b"
    r"|\b(?!idee|piste|metier|fiche|travail|boulot|job|truc|cote)\w+ (?:de|d|sur|comme)\b."
    r"(?:(?:le|la|l|un|une)\b.)?(?=\w+\W*$)"
)
# « aucun ne me plaît », « rien de tout ça », « pas un seul »
_NONE = re.compile(r"\b(?:aucune?|rien|pas une? seule?)\b", re.IGNORECASE)
# « pareil pour carreleur », « électricien, même question »; not « c'est pareil ? »
_SAME = re.compile(
    r"^\W*(?:(?:et|ok|donc|bah|ben)\W+)*(?:idem|pareil)\b(?! qu)"
    r"|(?<!\bc )(?<!est )\b(?:idem|pareil) pour\b|\bm[eê]me question\b",
    re.IGNORECASE,
)
# From this probability on a trade is one that somebody has or had.
MIN_HELD = 0.5
# The profession is there to react to, so the verdict is likelier than its label says.
SUBJECT_FACTOR = 1.2


def propose_bare_name(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the description of a profession that is named alone: « esthéticienne à domicile »."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if segment.labels["tell.goal"] >= MIN_ASKED and segment.word_count > MAX_BARE_WORDS:
        return
    if len(named) != 1 or segment.acts["tell"] + segment.acts["none"] < MIN_ASKED:
        alone = len(named) == 1 and not _has_more_than_article(segment.text, named[0].text)
        if not alone:
            return
    elif segment.word_count > MAX_BARE_WORDS and _has_more_than_article(
        segment.text, named[0].text
    ):
        return
    held = segment.labels["tell.situation"] + segment.labels["tell.done"]
    if segment.act == "tell" and (held >= MIN_HELD or is_current_trade(named[0], segment)):
        return  # « je suis serveuse », « il était maçon » ask nothing
    values: dict[str, Any] = {"candidates": list(named[0].candidates)}
    if named[0].target is not None:
        values = {"occupation": named[0].target.id}
    if named[0].target is not None or named[0].candidates:
        yield Hypothesis(Act("ask_occupation", values, segment.text), 0.99, "a name alone")


def _has_more_than_article(text: str, name: str) -> bool:
    """Whether a text has more than the name and an article."""
    rest = text.replace(name, "", 1).strip(" .,!?'’").lower()
    return rest not in ("", "le", "la", "l", "un", "une", "les", "des")


def propose_bare_study(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose where a study that is named alone is taught: « bachelier sage-femme à Liège »."""
    named = [(m.text, m.target) for m in segment.mentions if m.target is not None]
    if len(named) != 1 or named[0][1].type not in (STUDY, TRAINING):
        return
    if segment.labels["ask.after"] >= MIN_ASKED or not segment.alone:
        return  # « avec un bachelier en diététique on fait quoi ? »
    rest = segment.text.replace(named[0][0], " ", 1)
    for mention in segment.mentions:
        rest = rest.replace(mention.text, " ", 1) if mention.type == TOWN else rest
    words = rest.lower().replace("à", "a").strip(" .,!?").split()
    if all(word in STOP_WORDS for word in words):
        values = {"about": named[0][0], "study": named[0][1].id, "near": []}
        yield Hypothesis(Act("search_trainings", values, segment.text), 0.99, "a study alone")


def propose_other_one(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the last aspect asked, for the other of two: « et l'autre ? »."""
    subject = resolve_subject(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    if segment.word_count > MAX_BARE_WORDS or not points_at_other(segment.text):
        return
    other = subject.referents[0]
    if other.type in (STUDY, TRAINING):
        yield Hypothesis(_make_study_act(state, segment, other), 0.95, "the other one")
    elif other.type in (OCCUPATION, QUESTION, SERVICE):
        yield Hypothesis(make_same_act(other, state, segment.text), 0.95, "the other one")


def _make_study_act(state: InformationState, segment: SegmentReading, study: Referent) -> Act:
    """Return the act that answers the last aspect asked for a study."""
    aspect = state.salience.aspect
    aspect = (
        aspect if elliptical_questions.has_aspect(study, f"ask.{aspect}", state) else "trainings"
    )
    return Act("ask_aspect", {"study": study.id, "aspect": aspect}, segment.text)


def propose_same_aspect(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the last aspect asked, for a newly named profession or study: « et pour un
    menuisier », « menuisier, même question », « non, je parlais du menuisier »."""
    few = segment.alone and segment.word_count <= MAX_SHORT_WORDS
    corrects = state.corrects and segment.acts["ask"] < SURE_INTENT
    same = corrects or _SAME.search(segment.text) is not None
    sure = segment.probability >= SURE_INTENT and not same
    if not few or sure or elliptical_questions.asks_definition(segment):
        return
    trades = [m for m in segment.mentions if m.type == PROFESSION and (m.target or m.candidates)]
    aspect = state.salience.aspect
    if (
        len(trades) == 1
        and f"ask.{aspect}" in OCCUPATION_INTENT_BY_LABEL
        and (same or sentence_forms.begins_with_joiner(segment.text))
    ):
        target = trades[0].target
        meant = {"occupation": target.id} if target else {"candidates": [*trades[0].candidates]}
        values = {**meant, "aspect": aspect}
        act = Act(OCCUPATION_INTENT_BY_LABEL[f"ask.{aspect}"], values, segment.text)
        yield Hypothesis(act, 1.0 if same else 0.9, "a profession alone")
    named = [
        r
        for r in list_introduced_referents(segment, state.library.base)
        if r.type in (STUDY, TRAINING)
    ]
    if len(named) == 1 and elliptical_questions.has_aspect(named[0], "ask.trainings", state):
        yield Hypothesis(_make_study_act(state, segment, named[0]), 0.9, "a study alone")


def propose_verdict(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to keep or refuse the profession that is named (« je garde policier », « boucher
    non ») or was spoken about."""
    subject = resolve_subject(segment, state)
    trades = [r for r in subject.referents if r.type == OCCUPATION]
    prefers = choice_proposers.states_preference(segment.text, state)
    if _refuses_all(state, segment):
        yield from _refuse_shown(state, segment, state.shown, ALL_REFUSED_PROBABILITY)
        return
    if subject.how == SALIENT and trades:
        yield from _propose_reaction(state, segment, trades[0])
    if subject.how != NAMED:
        return
    if _refuses(segment):
        yield from _refuse_shown(state, segment, subject.candidates)
        named = {"occupation": trades[-1].id} if trades else {"candidates": [*subject.candidates]}
        if any(named.values()) and prefers and not (state.decided or state.kept):
            values = {**named, "aspect": "access", "goal": "yes"}
            yield Hypothesis(Act("ask_access", values, segment.text), 1.0, "wanted instead")
            return
    if len(trades) != 1:
        return
    said = fold_text(segment.text)
    if not prefers and _refuses_named(state, segment, trades[0].id, said):
        act = Act("refuse_lead", {"occupation": trades[0].id}, segment.text)
        yield Hypothesis(act, 1.0, f"{trades[0].id} is refused")
    if _likes_named(state, segment, trades[0].id, said):
        act = Act("like_lead", {"occupation": trades[0].id}, segment.text)
        yield Hypothesis(act, LIKED_PROBABILITY, f"{trades[0].id} is liked")
    if segment.act != "react":
        return
    for label, intent in VERDICT_INTENTS.items():
        if segment.labels[label] >= MIN_WANTED:
            act = Act(intent, {"occupation": trades[0].id}, segment.text)
            likely = min(1.0, segment.acts["react"] + NAMED_BONUS)
            yield Hypothesis(act, likely, f"{label} of {trades[0].id}")


def _refuses_all(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a few words refuse all the leads that were shown, and nothing else is named."""
    short = segment.alone and segment.word_count <= MAX_ELLIPTICAL_WORDS and not segment.mentions
    refuses = segment.labels["react.refuse"] >= MIN_REACTION and _NONE.search(segment.text)
    return bool(state.shown and short and refuses)


def _propose_reaction(
    state: InformationState, segment: SegmentReading, occupation: Referent
) -> Iterator[Hypothesis]:
    """Propose a verdict on the profession spoken about: « ça me plaît », « bof, pas ça », or on the
    one named just before, in the same message: « fleuriste, j'aime bien ».

    Once leads were shown the reaction is to one of them; an open question may be answered by it.
    """
    short = segment.word_count <= MAX_ELLIPTICAL_WORDS and segment.acts["ask"] < MAX_ASKING
    if occupation == state.profession_named_before:
        liked = segment.labels["react.like"] + segment.labels["tell.like"]
        if segment.word_count <= MAX_BARE_WORDS and short and liked >= MIN_LIKED:
            act = Act("like_lead", {"occupation": occupation.id}, segment.text)
            yield Hypothesis(act, LIKED_PROBABILITY, "about what was just named")
    if state.shown or state.question is not None or not segment.alone or not short:
        return
    for label, intent in VERDICT_INTENTS.items():
        if segment.labels[label] >= MIN_REACTION:
            act = Act(intent, {"occupation": occupation.id}, segment.text)
            likely = min(1.0, segment.labels[label] * SUBJECT_FACTOR)
            yield Hypothesis(act, likely, "about what was spoken of")


def _was_mentioned(state: InformationState, named: str) -> bool:
    """Whether a profession was spoken about, kept, shown or offered before."""
    salience = state.salience
    spoken = (each.id for each in salience.referents)
    return named in {*spoken, *state.kept, *state.shown, *salience.seen, *salience.offered}


def _likes_named(state: InformationState, segment: SegmentReading, named: str, said: str) -> bool:
    """Whether a segment keeps a profession mentioned before, without choosing it: « ton idée de
    fleuriste, ça me parle ».

    A goal is more than a taste, a job that was held is not wanted again; « mais », a refusal, what
    others like and what only belongs to the profession (« l'uniforme de policier ») do not keep it.
    """
    labels = segment.labels
    liked = labels["react.like"] + labels["tell.like"] + labels["react.choose"]
    more, against = labels["tell.goal"], labels["react.refuse"] + labels["tell.dislike"]
    held = labels["tell.done"] + labels["tell.situation"]
    return (
        _was_mentioned(state, named)
        and liked >= max(more, against, held)
        and liked + more >= MIN_LIKED > labels["react.choose"]
        and _OF_ONESELF.search(said) is not None
        and _RESERVED.search(said) is None
        and "?" not in said
    )


def _refuses_named(state: InformationState, segment: SegmentReading, named: str, said: str) -> bool:
    """Whether a segment drops a profession mentioned before: « graphiste j'ai plus envie »."""
    against = segment.labels["react.refuse"] + segment.labels["tell.dislike"]
    if REFUSAL_PATTERN.search(said):
        against += segment.labels["correct.self"] + segment.labels["answer.no"]
    return _was_mentioned(state, named) and against >= MIN_REFUSED and "?" not in said


def _refuses(segment: SegmentReading) -> bool:
    """Whether a segment drops something, or corrects what was said."""
    against = segment.labels["react.refuse"] + segment.labels["correct.self"]
    return against + segment.labels["answer.no"] >= MIN_WANTED


def _refuse_shown(
    state: InformationState,
    segment: SegmentReading,
    candidates: Sequence[str],
    probability: float = 1.0,
) -> Iterator[Hypothesis]:
    """Propose to refuse those on screen that are meant: « ouais mais pas prof », « aucun »."""
    shown = [each for each in candidates if each in state.shown]
    if shown and "?" not in segment.text:  # « ingénieur c'est long, non ? »
        values = {"occupation": shown[0], "occupations": shown, "value": LikeLead.POINTED}
        act = Act("refuse_lead", values, segment.text)
        yield Hypothesis(act, probability, "refused on screen")
