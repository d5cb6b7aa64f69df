"""What is chosen, kept in reserve, recalled, doubted or weighed, and the plan that is asked for.

A choice is the act that the reading gives plus the thing named or pointed at: a profession, or a
study in the person's words. What stands beside another (a pair in view, a former choice) is chosen
by what prefers it, too: « opticienne m'attire plus ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from bot.dialogue.interpretation.brevity import MAX_SHORT
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import (
    MIN_BEGINNING,
    POINTED,
    says_another,
    says_both,
    subject_of,
    the_pair,
)
from bot.dialogue.meanings import AGAINST_IT
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.folding import fold
from bot.guidance.salience import OCCUPATION, QUESTION
from knowledge.text import normalise

# A choice needs this much of its own beside what only likes; what asks chooses nothing.
MIN_CHOOSING, MAX_ASKING = 0.25, 0.45
# The label is surer of a choice where it is about something that stood to be chosen.
OF_WHAT_STANDS = 1.2
MIN_REFUSED = 0.6
MIN_DOUBT, MIN_WEIGHED, MIN_PLANNED = 0.35, 0.2, 0.15
# After a choice a worry is likelier a doubt about it than something else.
AFTER_A_CHOICE = 1.4
SURELY, LIKELY = 0.95, 0.8
# « par où commencer ? » is hardly a plan where nothing was found yet.
WITHOUT_AN_AIM = 0.5
MAX_WORDS_OF_STUDY = 7
# French says a preference by its degree, whatever the verb.
_PREFERS = re.compile(r"\b(?:plus|plutot|mieux|finalement|prefer\w*)\b")
# What is kept for the case that the choice fails.
_RESERVE = re.compile(
    r"\b(?:plan b|(?:en|de|comme) (?:reserve|secours|rechange)|au cas ou|sous le coude|de cote)\b"
)
_KEEPS = re.compile(r"\b(?:je|j|on|nous) (?:le |la |l )?gard(?:e|ons)\b")
_KEPT = re.compile(r"\b(?:je|j|on|nous) gard(?:e|ons) (?P<what>.+)$", re.IGNORECASE)
# « mon autre idée », « ma deuxième piste »: one's own choice, or the one in reserve.
_MY_CHOICE = re.compile(
    r"\b(?:mon|ma|notre|votre|l) ?(?:(?:autre|premiere?|deuxieme|seconde?|1er|2e|2eme) )?"
    r"(?:choix|idee|piste|option|decision|plan b)\b"
)
_PLAN, _PLAN_B = re.compile(r"\b(?:plans?|etapes?)\b"), re.compile(r"\bplan b\b")
_FIRST = re.compile(r"\b(?:premiere?|1ere?|commenc\w*|d ?abord|debut\w*)\b")
_AGAIN = re.compile(r"\b(?:refai\w*|refer\w*|nouveau|autre) ")
_CAN = re.compile(r"\b(?:pou\w+|peu[tx]?|possible|ouverte?|reste\w*)\b")
_LATER = re.compile(r"\b(?:plus tard|apres|encore|un jour|reven\w+|retour\w*|repren\w+)\b")
_SAYS_NO = re.compile(r"^(?:\w+ ){0,2}(?:non|nan)\b")
_COMPARES = re.compile(r"\bcompar\w*")
_CLAUSES = re.compile(r"[,;]| mais | puis | et (?=en |comme |je |j'|on )")
_END = re.compile(r"[,;.!?]| (?:et|mais|parce|car|pour|donc|alors) ")


@dataclass(frozen=True)
class Clause:
    """A part of a segment and the one thing that it names, as the values of an act."""

    said: str
    thing: dict[str, Any]


def chosen(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« ce sera couvreur », « le deuxième alors », « je choisis la physique à l'unif »: the choice,
    in the place of a former one."""
    for clause in _clauses(segment, state):
        if not _is_reserve(clause, state):
            likely = _choosing(clause, segment, state)
            if likely:
                act = Act("choose", clause.thing, segment.text)
                yield Hypothesis(act, min(1.0, likely), "it is chosen")


def reserved(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« boulangère en plan B », « on garde l'autre en secours »: what is kept beside the choice."""
    if segment.of_act("ask") >= MAX_ASKING:
        return
    for clause in _clauses(segment, state):
        if _is_reserve(clause, state):
            act = Act("plan_b", clause.thing, segment.text)
            yield Hypothesis(act, SURELY, "kept in reserve")
            return
    kept = _KEPT.search(segment.text)
    chooses = state.decided or next(chosen(state, segment), None)
    if kept and chooses and subject_of(segment, state).how != POINTED:
        study = _cut(kept["what"])
        if study and not _names_something(segment):
            yield Hypothesis(Act("plan_b", {"study": study}, segment.text), LIKELY, "kept beside")


def recalled(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« c'était quoi ma deuxième idée ? »: what was chosen and what is in reserve."""
    known = state.decided or state.reserve or the_pair(state.salience)
    said = normalise(segment.text)
    names = any(m.type == PROFESSION for m in segment.mentions)
    if not known or names or not _MY_CHOICE.search(said):
        return
    asks = sum(map(segment.of_act, ("meta", "request", "ask")))
    if asks >= MAX_ASKING or "?" in segment.text:
        yield Hypothesis(Act("choose", {"value": "recall"}, segment.text), SURELY, "the choice")


def doubted(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et si je le regrette »: a doubt about the choice that was made."""
    likely = (segment.of("tell.worry") + segment.of("tell.doubt")) * AFTER_A_CHOICE
    if state.decided and likely >= MIN_DOUBT and segment.of_act("ask") < MAX_ASKING:
        act = Act("hesitate", {"value": "doubt"}, segment.text)
        yield Hypothesis(act, min(1.0, likely), "a doubt about the choice")


def weighed_for_me(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« lequel tu prendrais à ma place »: what speaks for each of the two; nothing is decided."""
    named = [m.target.id for m in segment.mentions if m.target and m.target.type == OCCUPATION]
    pair = [each.id for each in the_pair(state.salience) if each.type == OCCUPATION]
    if len(pair) != 2 or (named and set(named) != set(pair)):
        return
    likely, doubt = segment.of("request.decide"), segment.of("tell.doubt")
    if _COMPARES.search(normalise(segment.text)) or likely + doubt < MIN_WEIGHED:
        return
    likely += segment.of("social.smalltalk") + segment.of("ask.difference") / 2
    if not state.decided:
        likely += doubt
    act = Act("compare", {"value": "tip", "occupations": pair}, segment.text)
    yield Hypothesis(act, min(1.0, likely * OF_WHAT_STANDS), "what speaks for each")


def still_possible(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« celui d'avant reste possible plus tard ? »: of what was not chosen."""
    said = normalise(segment.text)
    if not state.decided or not (_CAN.search(said) and _LATER.search(said)):
        return
    for clause in _clauses(segment, state):
        if _aim(clause.thing) != state.decided:
            act = Act("choose", {**clause.thing, "value": "later"}, segment.text)
            yield Hypothesis(act, SURELY, "still possible later")


def planned(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """A plan: all of it, its first step alone, or one for both."""
    said = normalise(segment.text)
    named, first = bool(_PLAN.search(said)), bool(_FIRST.search(said))
    if _PLAN_B.search(said) or (state.reserve and _MY_CHOICE.search(said)):
        return
    likely = segment.of("request.plan")
    if segment.intent == "make_plan":
        likely = 1.0 - (1.0 - likely) * (1.0 - segment.confidence)
    if state.decided and first and len(said.split()) <= MAX_SHORT:
        likely = (likely + segment.of("ask.access")) * AFTER_A_CHOICE
    if not (named or first):
        likely = segment.of("request.plan")
    in_view = state.salience.of_type(OCCUPATION) or state.salience.of_type(QUESTION)
    if not (state.shown or state.decided or in_view):
        likely *= WITHOUT_AN_AIM
    if likely < MIN_PLANNED:
        return
    values: dict[str, Any] = {}
    if says_both(segment.text) and (state.reserve or the_pair(state.salience)):
        values, likely = {"value": "both"}, likely * OF_WHAT_STANDS
    elif first:
        values = {"value": "first"}
    elif _AGAIN.search(said):
        values = {"value": "new"}
    yield Hypothesis(Act("make_plan", values, segment.text), min(1.0, likely), "a plan")


def refuses(state: InformationState, segment: SegmentReading, named: str) -> bool:
    """« non en fait graphiste », « graphiste j'ai plus envie »: whether the one named, of those
    spoken about, is let go."""
    spoken = {*(each.id for each in state.salience.referents), *state.kept, *state.shown}
    if named not in spoken:
        return False
    said = fold(segment.text)
    against = segment.of("react.refuse") + segment.of("tell.dislike")
    if AGAINST_IT.search(said):
        against += segment.of("correct.self") + segment.of("answer.no")
    return against >= MIN_REFUSED and "?" not in said and not prefers(segment.text, state)


def prefers(text: str, state: InformationState) -> bool:
    """« non, couvreur plutôt »: whether a name is preferred to what was chosen or kept."""
    return bool(state.decided or state.kept) and bool(_PREFERS.search(normalise(text)))


def speaks_of_a_choice(text: str) -> bool:
    """Whether words keep something in reserve, or ask for one's own choice."""
    said = normalise(text)
    bare = said.removeprefix("un ").removeprefix("mon ").strip() == "plan b"
    return not bare and bool(_RESERVE.search(said) or _MY_CHOICE.search(said))


def _choosing(clause: Clause, segment: SegmentReading, state: InformationState) -> float:
    """How likely a clause chooses what it names."""
    if segment.of_act("ask") >= MAX_ASKING:
        return 0.0
    own = segment.of("react.choose")
    agrees = segment.confidence if segment.intent == "choose" else 0.0
    if clause.thing.get("study"):  # each has seen few of them, and seldom errs in the same
        own = 1.0 - (1.0 - max(own, segment.chooses)) * (1.0 - agrees)
    else:
        own = max(own, agrees)
    against = segment.of("react.refuse") + segment.of("tell.dislike")
    wanted = segment.of("tell.goal")
    likes = wanted + segment.of_act("react") - segment.of("react.refuse") - own
    likes = max(0.0, likes + segment.of("tell.like"))
    aim, stands = _aim(clause.thing), _stands(clause.thing, state)
    if stands and _PREFERS.search(clause.said):
        corrects = segment.of("correct.self") if state.decided not in ("", aim) else 0.0
        own += likes + corrects
        if _SAYS_NO.search(fold(segment.text)):  # « en fait non »: to what came before
            replaces = state.decided not in ("", aim)
            own += against if replaces else 0.0 if aim in state.kept else against / 2
            against = 0.0
    elif stands and own >= MIN_CHOOSING:
        own += wanted + segment.of("none.none") + segment.of("tell.doubt")
    return own * (OF_WHAT_STANDS if stands else 1.0) if own > against and own > 0.3 else 0.0


def _stands(thing: dict[str, Any], state: InformationState) -> bool:
    """Whether something may be preferred: it is one of those in view, or another was chosen."""
    aim, view = _aim(thing), {*(each.id for each in the_pair(state.salience)), *state.kept}
    return aim == state.decided or bool(state.decided) or aim in view or bool(view - {aim})


def _is_reserve(clause: Clause, state: InformationState) -> bool:
    if _RESERVE.search(clause.said):
        return True
    beside = state.decided not in ("", _aim(clause.thing))
    return beside and bool(_KEEPS.search(clause.said))


def _clauses(segment: SegmentReading, state: InformationState) -> Iterator[Clause]:
    """The parts of a segment that name or point at one thing each."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if len(named) > 1:
        for part in _CLAUSES.split(segment.text):
            here = [m for m in named if m.text in part]
            if len(here) == 1:
                yield from _clause(part, _profession(here[0].target, here[0].candidates, state))
        return
    if named:
        thing = _profession(named[0].target, named[0].candidates, state)
    else:
        thing = _pointed(segment, state) or _begun(segment, state) or _study(segment)
    yield from _clause(segment.text, thing)


def _clause(text: str, thing: dict[str, Any]) -> Iterator[Clause]:
    if thing:
        yield Clause(normalise(text), thing)


def _profession(
    target: Any, candidates: tuple[str, ...], state: InformationState
) -> dict[str, Any]:
    """The one named; of several of one name, the one that was spoken about."""
    if target is not None:
        return {"occupation": target.id} if target.type == OCCUPATION else {}
    spoken = [each.id for each in state.salience.referents if each.id in candidates]
    return {"occupation": spoken[0]} if spoken else {}


def _pointed(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """« le deuxième », « l'autre »: where a choice stands, the one beside it."""
    subject = subject_of(segment, state)
    if subject.how != POINTED or len(subject.referents) > 1:
        return {}
    trades = [each.id for each in subject.referents if each.type == OCCUPATION]
    if state.decided and says_another(segment.text):
        view = (*(each.id for each in state.salience.pair), *state.kept)
        spoken = (e.id for e in state.salience.referents if e.type == OCCUPATION)
        beside = [each for each in (*view, *spoken) if each != state.decided]
        trades = beside if state.decided in view or not trades else trades
    return {"occupation": trades[0]} if trades else {}


def _begun(segment: SegmentReading, state: InformationState) -> dict[str, Any]:
    """« éduc », of what is in view: a word that begins a word of one title and of no other."""
    said = [word for word in normalise(segment.text).split() if len(word) >= MIN_BEGINNING]
    view = [*(each.id for each in the_pair(state.salience)), *state.kept, state.decided]
    found = set()
    for each in filter(None, dict.fromkeys(view)):
        entry = state.library.base.occupations.get(each)
        words = normalise(f"{entry.title.f} {entry.title.m}").split() if entry else []
        if any(word.startswith(beginning) for word in words for beginning in said):
            found.add(each)
    return {"occupation": found.pop()} if len(found) == 1 else {}


def _study(segment: SegmentReading) -> dict[str, Any]:
    """What is named and is no profession of the base, in the person's words."""
    return {"study": segment.study} if segment.study else {}


def _cut(text: str) -> str:
    """Words up to the end of their clause, without the article."""
    words = _END.split(text.strip())[0].split()[:MAX_WORDS_OF_STUDY]
    return re.sub(r"^(?:le|la|les|l['’]|un|une|mon|ma|mes) ?", "", " ".join(words)).strip(" '\"’")


def _names_something(segment: SegmentReading) -> bool:
    return any(m.type == PROFESSION for m in segment.mentions)


def _aim(thing: dict[str, Any]) -> str:
    return str(thing.get("occupation") or thing.get("study") or "")


def aim_of(act: Act) -> Optional[str]:
    """What an act chooses, None where it chooses nothing."""
    return (
        (_aim(act.values) or None)
        if act.intent == "choose" and not act.values.get("value")
        else None
    )
