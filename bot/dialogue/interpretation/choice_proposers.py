"""Proposers for a choice, a plan B, doubts about a choice, and plans.

A choice is what the label says plus the profession or study that is named or pointed at. With a
pair in view or a former choice, a preference chooses too: « opticienne m'attire plus ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.choice_payloads import Choose, Compare, Hesitate, MakePlan
from bot.dialogue.interpretation.chosen_things import (
    PRONOUN,
    NamingClause,
    aim_id,
    clip_study,
    names_occupation,
    naming_clauses,
)
from bot.dialogue.interpretation.hypotheses import (
    LIKELY_PROBABILITY,
    SURE_PROBABILITY,
    Act,
    Hypothesis,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import (
    POINTED,
    find_current_pair,
    points_at_both,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION
from bot.language.normalisation import normalise

# Least probability of a choice, and most of a question.
MIN_CHOOSING, MAX_ASKING = 0.25, 0.45
# Factor for a choice among what is in view.
IN_VIEW_FACTOR = 1.2
MIN_DOUBT, MIN_WEIGHED, MIN_PLANNED = 0.35, 0.2, 0.15
# Factor for a worry after a choice, which is likely a doubt about it.
AFTER_CHOICE_FACTOR = 1.4
# Factor for a plan without an aim: « par où commencer ? ».
NO_AIM_FACTOR = 0.5
# A preference is a matter of degree, whatever the verb.
_PREFERS = re.compile(r"\b(?:plus|plutot|mieux|finalement|prefer\w*)\b")
_INSTEAD = re.compile(r"\bplutot (?!que |qu |pas )(?:\w+ ){0,4}\w+$")
# What is kept in case the choice fails.
_RESERVE = re.compile(
    r"\b(?:plan b|(?:en|de|comme) (?:reserve|secours|rechange)|au cas ou|sous le coude|de cote)\b"
)
_KEEPS = re.compile(r"\b(?:je|j|on|nous) (?:le |la |l )?gard(?:e|ons)\b")
_KEPT = re.compile(r"\b(?:je|j|on|nous) gard(?:e|ons) (?P<what>.+)$", re.IGNORECASE)
# « mon autre idée », « ma deuxième piste »: the choice, or the plan B.
_MY_CHOICE = re.compile(
    r"\b(?:mon|ma|notre|votre|l) ?(?:(?:autre|premiere?|deuxieme|seconde?|1er|2e|2eme) )?"
    r"(?:choix|idee|piste|option|decision|plan b)\b"
)
_BARE_PLAN_B = re.compile(r"^(?:un |mon )*plan b$")
_PLAN, _PLAN_B = re.compile(r"\b(?:plans?|etapes?)\b"), re.compile(r"\bplan b\b")
_FIRST = re.compile(r"\b(?:premiere?|1ere?|commenc\w*|d ?abord|debut\w*)\b")
_AGAIN = re.compile(r"\b(?:refai\w*|refer\w*|nouveau|autre) ")
_CAN = re.compile(r"\b(?:pou\w+|peu[tx]?|possible|ouverte?|reste\w*)\b")
_LATER = re.compile(r"\b(?:plus tard|apres|encore|un jour|reven\w+|retour\w*|repren\w+)\b")
_SAYS_NO = re.compile(r"^(?:\w+ ){0,2}(?:non|nan)\b", re.IGNORECASE)
_COMPARES = re.compile(r"\bcompar", re.IGNORECASE)
# A choice that is not made yet, with no object: « je veux rien trancher », « pas encore décidé »;
# not « je sais pas quoi choisir », nor « j'ai pas le choix ».
_TO_CHOOSE = r"(?:me |se |vous )?(?:decider|choisir|trancher)"
_NOTHING_ELSE = r"(?! (?:d|de|des|du|mes|mon|ma|l|la|le|les|entre|qui|que|quoi|comment|un|une)\b)"
_POSTPONES = re.compile(
    rf"\b(?:veu[xt]|vais|envie|prefer\w+|souhait\w+|compte|press\w+)(?: \w+)?? (?:ne )?(?:pas|rien)"
    rf"(?: encore| vraiment| du tout)? (?:de )?{_TO_CHOOSE}\b{_NOTHING_ELSE}"
    rf"|\b(?:pas|aucune)(?: \w+)?? (?:envie|besoin|presse\w*|obligee?) (?:de |d ){_TO_CHOOSE}\b"
    rf"{_NOTHING_ELSE}"
    r"|\b(?:je|j|on|nous) (?:me |m |ne )?(?:decide|choisis|tranche)\w*(?: encore)? (?:pas|rien)\b"
    rf"{_NOTHING_ELSE}"
    # One's own, not « mon chef n'a rien décidé ».
    r"|(?:^|\b(?:je|j|on|nous) (?:\w+ ){0,3})(?:rien|pas encore)(?: de)?"
    rf" (?:decide|choisi|tranche)\b{_NOTHING_ELSE}"
    r"|\b(?:prends?|prendre|prenons|pris) (?:pas|aucune)(?: encore)? (?:de )?decision\b"
    r"|\b(?:pas|aucune)(?: encore)? (?:prendre|pris|prise) (?:de |une |ma )?decision\b"
    r"|\bpas(?: encore)? fait (?:de |mon |un )choix\b|\bfais pas(?: encore)? de choix\b"
    rf"|\btrop tot (?:pour |de ){_TO_CHOOSE}\b"
)


def propose_choice(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the choice of what is named (« ce sera couvreur », « le deuxième alors ») or was
    just spoken about (« ok, je prends ça »)."""
    for clause in naming_clauses(segment, state):
        if not _is_reserve(clause, state):
            likely = _choice_probability(clause, segment, state)
            if likely and _is_mere_taste(clause, state):
                values = {"kind": "like", "other": segment.about_other, "pieces": []}
                act = Act("note_fact", values, segment.text)
                yield Hypothesis(act, min(1.0, likely), "a subject that is preferred")
            elif likely:
                kept = clause.discussed and _KEEPS.search(clause.said)  # « je garde ça »
                act = Act("like_lead" if kept else "choose", clause.thing, segment.text)
                yield Hypothesis(act, min(1.0, likely), "it is kept" if kept else "it is chosen")


def propose_reserve(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose what is kept beside the choice: « boulangère en plan B »."""
    if segment.acts["ask"] >= MAX_ASKING:
        return
    for clause in naming_clauses(segment, state):
        if _is_reserve(clause, state):
            act = Act("plan_b", clause.thing, segment.text)
            yield Hypothesis(act, SURE_PROBABILITY, "kept in reserve")
            return
    kept = _KEPT.search(segment.text)
    chooses = state.decided or next(propose_choice(state, segment), None)
    if kept and chooses and resolve_subject(segment, state).how != POINTED:
        study = clip_study(kept["what"])
        if study and not names_occupation(segment) and not PRONOUN.match(study):
            yield Hypothesis(
                Act("plan_b", {"study": study}, segment.text), LIKELY_PROBABILITY, "kept beside"
            )


def propose_choice_recall(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to recall the choice and the plan B: « c'était quoi ma deuxième idée ? »."""
    known = state.decided or state.reserve or find_current_pair(state.salience)
    names = any(m.type == PROFESSION for m in segment.mentions)
    if not known or names or not _says(_MY_CHOICE, segment.text):
        return
    asks = sum(segment.acts[act] for act in ("meta", "request", "ask"))
    if asks >= MAX_ASKING or "?" in segment.text:
        yield Hypothesis(
            Act("choose", {"value": Choose.RECALL}, segment.text), SURE_PROBABILITY, "the choice"
        )


def propose_postponement(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose that nothing is decided yet: « je décide rien ce soir », « pas encore décidé »."""
    if segment.acts["ask"] < MAX_ASKING and _says(_POSTPONES, segment.spelt):
        act = Act("choose", {"value": Choose.NONE}, segment.text)
        yield Hypothesis(act, SURE_PROBABILITY, "nothing is decided yet")


def propose_choice_doubt(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to talk about a doubt after a choice: « et si je le regrette »."""
    likely = (segment.labels["tell.worry"] + segment.labels["tell.doubt"]) * AFTER_CHOICE_FACTOR
    if state.decided and likely >= MIN_DOUBT and segment.acts["ask"] < MAX_ASKING:
        act = Act("hesitate", {"value": Hesitate.DOUBT}, segment.text)
        yield Hypothesis(act, min(1.0, likely), "a doubt about the choice")


def propose_advice(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose what speaks for each of two professions: « lequel tu prendrais »."""
    named = [m.target.id for m in segment.mentions if m.target and m.target.type == OCCUPATION]
    pair = [each.id for each in find_current_pair(state.salience) if each.type == OCCUPATION]
    if len(pair) != 2 or (named and set(named) != set(pair)):
        return
    likely, doubt = segment.labels["request.decide"], segment.labels["tell.doubt"]
    if _COMPARES.search(segment.text) or likely + doubt < MIN_WEIGHED:
        return
    likely += segment.labels["social.smalltalk"] + segment.labels["ask.difference"] / 2
    if not state.decided:
        likely += doubt
    act = Act("compare", {"value": Compare.TIP, "occupations": pair}, segment.text)
    yield Hypothesis(act, min(1.0, likely * IN_VIEW_FACTOR), "what speaks for each")


def propose_later_option(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose whether the other option stays possible: « reste possible plus tard ? »."""
    if not state.decided:
        return
    for clause in naming_clauses(segment, state):
        may_come_back = _CAN.search(clause.said) and _LATER.search(clause.said)
        if may_come_back and aim_id(clause.thing) != state.decided:
            act = Act("choose", {**clause.thing, "value": Choose.LATER}, segment.text)
            yield Hypothesis(act, SURE_PROBABILITY, "still possible later")


def propose_plan(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a plan: all of it, its first step, or one for both options."""
    normalised = normalise(segment.text)
    named, first = bool(_PLAN.search(normalised)), bool(_FIRST.search(normalised))
    if _PLAN_B.search(normalised) or (state.reserve and _MY_CHOICE.search(normalised)):
        return
    likely = segment.labels["request.plan"]
    if segment.intent == "make_plan":
        likely = 1.0 - (1.0 - likely) * (1.0 - segment.confidence)
    if state.decided and first and len(normalised.split()) <= MAX_SHORT_WORDS:
        likely = (likely + segment.labels["ask.access"]) * AFTER_CHOICE_FACTOR
    if not (named or first):
        likely = segment.labels["request.plan"]
    in_view = state.salience.find_newest_of_type(OCCUPATION) or state.salience.find_newest_of_type(
        QUESTION
    )
    if not (state.shown or state.decided or in_view):
        likely *= NO_AIM_FACTOR
    if likely < MIN_PLANNED:
        return
    values: dict[str, Any] = {}
    if points_at_both(segment.text) and (state.reserve or find_current_pair(state.salience)):
        values, likely = {"value": MakePlan.BOTH}, likely * IN_VIEW_FACTOR
    elif first:
        values = {"value": MakePlan.FIRST}
    elif _AGAIN.search(normalised):
        values = {"value": MakePlan.NEW}
    yield Hypothesis(Act("make_plan", values, segment.text), min(1.0, likely), "a plan")


def states_preference(text: str, state: InformationState) -> bool:
    """Whether a name is preferred to an earlier choice (« non, couvreur plutôt »), or to whatever
    was spoken about (« laisse tomber, plutôt couvreur »)."""
    chosen = bool(state.decided or state.kept)
    return _says(_INSTEAD, text) or (chosen and _says(_PREFERS, text))


def mentions_own_choice(text: str) -> bool:
    """Whether a text keeps something in reserve or refers to one's own choice."""
    return not _says(_BARE_PLAN_B, text) and (_says(_RESERVE, text) or _says(_MY_CHOICE, text))


def _choice_probability(
    clause: NamingClause, segment: SegmentReading, state: InformationState
) -> float:
    """Return how likely a clause chooses what it names, 0 if it does not."""
    if segment.acts["ask"] >= MAX_ASKING:
        return 0.0
    own = segment.labels["react.choose"]
    held = segment.labels["tell.situation"] + segment.labels["tell.done"]  # « je suis menuisier »
    agrees = segment.confidence * (1.0 - held) if segment.intent == "choose" else 0.0
    if clause.thing.get("study"):  # both classifiers saw few, and rarely err alike
        own = 1.0 - (1.0 - max(own, segment.choice_probability)) * (1.0 - agrees)
    else:
        own = max(own, agrees)
    against = segment.labels["react.refuse"] + segment.labels["tell.dislike"]
    wanted = segment.labels["tell.goal"]
    likes = wanted + segment.acts["react"] - segment.labels["react.refuse"] - own
    likes = max(0.0, likes + segment.labels["tell.like"])
    aim, stands = aim_id(clause.thing), _is_in_view(clause.thing, state)
    if stands and _PREFERS.search(clause.said):
        corrects = segment.labels["correct.self"] if state.decided not in ("", aim) else 0.0
        own += likes + corrects
        if _SAYS_NO.search(segment.text):  # « en fait non »: to what came before
            replaces = state.decided not in ("", aim)
            own += against if replaces else 0.0 if aim in state.kept else against / 2
            against = 0.0
    elif stands and own >= MIN_CHOOSING:
        own += wanted + segment.labels["none.none"] + segment.labels["tell.doubt"]
    offered = stands or clause.discussed or aim in state.shown
    factor = IN_VIEW_FACTOR if offered else 1.0
    return own * factor if own > against and own > 0.3 else 0.0


def _is_mere_taste(clause: NamingClause, state: InformationState) -> bool:
    """Whether a subject is preferred while nothing is to be chosen from: « plutôt la bio »."""
    in_view = _is_in_view(clause.thing, state)
    return bool(clause.thing.get("study")) and not in_view and bool(_PREFERS.search(clause.said))


def _is_in_view(thing: dict[str, Any], state: InformationState) -> bool:
    """Whether an alternative is in view, so that a preference is a choice."""
    aim, view = (
        aim_id(thing),
        {*(each.id for each in find_current_pair(state.salience)), *state.kept},
    )
    return aim == state.decided or bool(state.decided) or aim in view or bool(view - {aim})


def _is_reserve(clause: NamingClause, state: InformationState) -> bool:
    """Whether a clause keeps what it names as plan B."""
    if _RESERVE.search(clause.said):
        return True
    beside = state.decided not in ("", aim_id(clause.thing))
    return beside and bool(_KEEPS.search(clause.said))


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(normalise(text)) is not None
