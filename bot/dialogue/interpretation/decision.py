"""From hypotheses to what is done, by one table of costs.

An act is done where its probability is at least 1 − cost(ask) / cost(wrong): asking costs one
turn, a wrong act costs what it costs to undo. Below it, the likeliest meanings are offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.interpretation.choices import aim_of
from bot.dialogue.interpretation.heard import (
    OFFERED,
    SURELY_ANSWERED,
    is_clear,
    is_heard,
    of_the_whole,
)
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.in_passing import spoken_of
from bot.dialogue.interpretation.proposers import NO_LABEL, PROPOSERS
from bot.dialogue.interpretation.questions import OF_OCCUPATIONS
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import POINTED, subject_of
from bot.dialogue.interpretation.talk_itself import is_back
from bot.dialogue.interpretation.told import (
    OF_ANOTHER,
    is_of_a_meeting,
    is_of_the_talk,
)
from bot.dialogue.reading import forms
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.guidance.salience import OCCUPATION, QUESTION, Referent

COST_OF_ASKING = 1.0
# What a wrong act costs in turns that asking would have saved; an answer that is not wanted is
# passed over easily, a command is not.
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
# An answer about something that is surely the subject is passed over at a glance.
COST_OF_AN_ANSWER = 1.4
# A segment that means two things does the second one from here on.
MIN_ALSO = 0.35
MIN_BESIDE, MIN_ALONE = 0.4, 0.5
LONG = 9
MAX_ACTS = 3
MAX_ALTERNATIVES = 3
# More professions of one name than this have little in common (« technicien »).
MAX_FAMILY = 4
# Said beside something else, these need no answer of their own.
_BESIDE_A_CHOICE = frozenset({"make_plan", "plan_b"})
_CHOOSING = frozenset({"choose", "plan_b"})
_WANTED = ("tell.goal", "tell.like")
WANTED_TYPES = (PROFESSION, TRAINING, SCHOOL, FIELD)
_OF_SUBJECTS = frozenset(OF_OCCUPATIONS.values())
_ASKING_NOTHING = frozenset(
    {"for_someone_else", "affirm", "deny", "dont_know", "rate", "refuse_lead", "like_lead", "skip"}
)
_POLITE = frozenset({"greet", "goodbye", "thanks", "apologize", "comment", "small_talk"})
# From so much asking on a segment asks; beside one that has the form of a question too, what only
# sounds like one (« y a du boulot partout ») asks nothing.
SURELY_ASKS = 0.5
# What answers no question by itself.
_VAGUE = frozenset({"ask_help", "ask_leads", "ask_again", "ask_why", "make_plan"})
# A question in so many words is answered by what is likeliest from here on.
MIN_ASKED_IN_FORM = 0.3
# What is asked of two: who knows which two are meant goes before the intent alone.
_OF_TWO = frozenset({"compare", "start_deciding", "hesitate", "ask_difference"})
_LISTS = frozenset({"search_trainings", "ask_field"})
# In more segments than these what somebody does or did is no more than where they stand.
MAX_FEW = 3
_STANDING = frozenset({"tell.situation", "tell.done", "tell.private"})


@dataclass(frozen=True)
class Weighed:
    """One segment with its hypotheses, the likeliest first."""

    segment: SegmentReading
    hypotheses: tuple[Hypothesis, ...]

    @property
    def done(self) -> tuple[Hypothesis, ...]:
        """What is done: the one chosen; a goal that is told is noted, and answered as well."""
        best = self.chosen
        if best is None:
            return ()
        if best.act.intent in _CHOOSING:  # « fleuriste plutôt, boulangère en plan B »
            beside = (h for h in self.hypotheses if h.act.intent in _CHOOSING - {best.act.intent})
            both = [best, *(h for h in beside if h.probability >= threshold(h.act))]
            return tuple(sorted(both[:2], key=lambda h: h.act.intent))
        if is_heard(best.act):
            return self._heard(best)
        wanted: tuple[str, ...] = ()
        if best.act.values.get("kind") == "goal":
            wanted = ("ask_access", "search_trainings")
        elif best.act.values.get("wanted"):
            wanted = ("note_fact", "refuse_lead")
        elif self.is_long and (
            best.act.values.get("goal")  # what is wanted of it is told beside: « un truc calme »
            or (best.act.deferred and self.segment.act == "tell")
        ):
            wanted = ("note_fact",)
        also = [h for h in self.hypotheses if h.act.intent in wanted][:1]
        return (best, *(h for h in also if h.probability >= MIN_ALSO))

    def _heard(self, best: Hypothesis) -> tuple[Hypothesis, ...]:
        """What is taken up, with what is noted of it and the entry that speaks of it: told where
        that is sure, else to be offered."""
        noted = [h for h in self.hypotheses if h.act.intent == "note_fact"]
        noted = [h for h in noted if h.probability >= threshold(h.act)][:1]
        entries = [h for h in self.hypotheses if h.act.values.get("question")][:1]
        told = [h for h in entries if h.probability >= SURELY_ANSWERED]
        near = [h.act.values["question"] for h in entries if h.probability >= OFFERED]
        act = replace(best.act, values={**best.act.values, "near": near})
        return (replace(best, act=act), *noted, *told)

    @property
    def in_form(self) -> Act | None:
        """What most likely answers a segment that surely is a question: what it is about goes
        before what would only show what the bot can do."""
        best = self.chosen
        vague = best is None or _is_vague(best.act)
        asks = self.segment.of_act("ask") >= SURELY_ASKS or best is not None
        if not (vague and asks and forms.is_question(self.segment.text)):
            return best.act if best else None
        found = (
            h.act
            for h in self.hypotheses
            if _is_about(h.act) and h.probability >= MIN_ASKED_IN_FORM
        )
        return next(found, best.act if best else None)

    @property
    def asks(self) -> bool:
        """Whether something is asked, or the segment has the form of a question."""
        segment = self.segment
        asked = sum(map(segment.of_act, ("ask", "request", "service", "off")))
        return asked >= SURELY_ASKS or forms.is_question(segment.text)

    @property
    def is_long(self) -> bool:
        """Whether there is room for more than one meaning."""
        return len(self.segment.text.split()) >= LONG

    @property
    def chosen(self) -> Hypothesis | None:
        """The one to act on, or None: none is likely enough."""
        best = self.hypotheses[0] if self.hypotheses else None
        return best if best and best.probability >= threshold(best.act) else None


# What is done, with the segment that it was read in.
Done = tuple[Weighed, Act]


@dataclass(frozen=True)
class Decision:
    """`facts`: segments that tell something, in order. `acts`: what is asked, in order, each once.
    `alternatives`: the likeliest meanings where nothing was sure. `weighed`: all of it, to see."""

    facts: tuple[Act, ...] = ()
    acts: tuple[Act, ...] = ()
    alternatives: tuple[Act, ...] = ()
    weighed: tuple[Weighed, ...] = ()


def threshold(act: Act) -> float:
    """From which probability on an act is done."""
    usual = COST_OF_AN_ANSWER if act.values.get("occupation") else USUAL_COST
    return 1.0 - COST_OF_ASKING / COST_OF_WRONG.get(act.intent, usual)


def decide(state: InformationState, reading: Reading) -> Decision:
    """What a message asks for and tells."""
    weighed = _weighed(replace(state, language=reading.language), reading)
    chosen = [pair for each in weighed for pair in _done(each, several=len(weighed) > 1)]
    chosen = _with_its_aim(weighed, chosen)
    facts = list(_noted(weighed, chosen))
    others = [pair for pair in chosen if pair[1].intent != "note_fact"]
    acts = _once(_heard_once(_questions_first(others, few=len(weighed) <= MAX_FEW), reading, state))
    if any(fact.values.get("again") for fact in facts):
        acts.append(Act("ask_leads", {}, facts[-1].text))
    acts = _without_subject_last(acts, state) or _likeliest_question(weighed)
    acts = _refusals_first(_of_families(_to_the_point(acts), state))
    if any(act.values.get("value") == "recall" for act in acts):
        acts = [act for act in acts if act.intent not in ("ask_again", "show_notebook")]
    if len(acts) + len(facts) > 1:
        told = {each.segment.text for each in weighed if each.segment.act == "tell"}
        acts = [act for act in acts if act.text not in told or not _is_only_heard(act)]
        beside = [act for act in acts if act.values.get("value") != OF_ANOTHER]
        acts = beside if beside or facts else acts[:1]
        asked = [act for act in acts if not _is_polite(act) and not _is_a_nod(act)]
        asked = asked or [act for act in acts if not _is_polite(act)]
        acts = asked if asked or facts else acts[:1]
    acts = _alone(acts)
    if facts:  # « je me suis trompé, je suis en 5e »
        acts = [act for act in acts if act.values.get("label") != "correct.self"]
    unsure = [each for each in weighed if each.chosen is None]
    alternatives = [h.act for each in unsure for h in each.hypotheses if _is_offered(h.act)]
    return Decision(
        tuple(facts), tuple(acts[:MAX_ACTS]), tuple(_once(alternatives)[:MAX_ALTERNATIVES]), weighed
    )


def _noted(weighed: Sequence[Weighed], chosen: Sequence[Done]) -> Iterator[Act]:
    """What is told and worth a note; not what is only about a meeting or about the talk."""
    segments = [each.segment for each in weighed]
    for where, act in chosen:
        before = segments[: segments.index(where.segment)]
        if act.intent == "note_fact" and not (
            is_of_a_meeting(act, before) or is_of_the_talk(act, segments)
        ):
            yield act


def _alone(acts: list[Act]) -> list[Act]:
    """A complaint about the talk and an ailment leave no room for what only sounds like a question
    beside them; what is checked is not taken up first (« on me dit que …, c'est vrai ? »)."""
    if any(act.values.get("value") == "check" for act in acts):
        return [act for act in acts if not is_heard(act)]
    for act in acts:
        complains = act.intent == "complain" and "value" in act.values
        if complains or act.values.get("value") == "medical":
            return [act, *(each for each in acts if each is not act and _is_about(each))]
    return acts


def _heard_once(acts: Sequence[Act], reading: Reading, state: InformationState) -> list[Act]:
    """What is taken up, once, before all that is asked."""
    heard = [act for act in acts if is_heard(act)]
    others = [act for act in acts if not is_heard(act)]
    if len(reading.segments) > MAX_FEW:
        return others  # where so much is said, no piece of it is all that is told
    if len(reading.segments) > 1:
        heard = of_the_whole(list(acts), reading, state)
    asked = [act for act in others if not act.deferred and act.intent != "note_facts"]
    if "?" in reading.text and not asked:
        return others  # what is asked is not passed over
    if any(not _is_polite(act) for act in asked if act.text != (heard or asked)[-1].text):
        heard = [act for act in heard if is_clear(act)]
    if heard:  # says more than that it was heard
        others = [act for act in others if act.values.get("value") != OF_ANOTHER]
    return [*heard[-1:], *others]


def _with_its_aim(weighed: Sequence[Weighed], chosen: list[Done]) -> list[Done]:
    """« je pars sur la géologie, fais-moi un plan »: a plan asked for beside, or another kept in
    reserve, says that what is named is chosen, where that is likely at all."""
    intents = [act.intent for _, act in chosen]
    if _BESIDE_A_CHOICE.isdisjoint(intents) or "choose" in intents:
        return chosen
    aims = [(each, h) for each in weighed for h in each.hypotheses if aim_of(h.act)]
    where, aim = max(aims, key=lambda pair: pair[1].probability, default=(None, None))
    if where is None or aim is None or aim.probability < MIN_BESIDE:
        return chosen
    others = [(w, a) for w, a in chosen if a.text != aim.act.text or a.intent == "plan_b"]
    return [(where, aim.act), *others]


def _done(weighed: Weighed, several: bool) -> list[Done]:
    """What one segment asks and tells; of several, a question is answered by what is likeliest."""
    acts = [h.act for h in weighed.done]
    asked = weighed.in_form if several else None
    if asked is not None and asked not in acts:
        acts = [asked, *acts[1:]]
    return [(weighed, act) for act in acts]


def _is_about(act: Act) -> bool:
    """Whether an act is an answer about something."""
    return bool(act.values.get("question") or act.values.get("occupation"))


def _questions_first(chosen: Sequence[Done], few: bool) -> list[Act]:
    """What is asked. Where a long message surely asks something, what it tells beside asks nothing:
    no way to the goal that is told, nothing on what was only mentioned."""
    asked = [(each, act) for each, act in chosen if each.asks and act.intent not in _POLITE]
    formed = [(each, act) for each, act in asked if forms.is_question(each.segment.text)]
    found = formed if not few and any(_is_answered(act) for _, act in formed) else asked
    if not any(_is_answered(act) for _, act in found):
        return [act for _, act in chosen]
    requests = [pair for pair in asked if pair[0].segment.of_act("request") >= SURELY_ASKS]
    # In a few words what is told may be asked about too (« mon fils est exclu, qui l'aide ? »).
    told = [p for p in chosen if few and _stands_beside(p[1])]
    kept = [pair for pair in chosen if pair in found or pair in requests or pair in told]
    aimed = any(act.intent in _CHOOSING for _, act in chosen)
    if aimed:  # « je prends la deuxième, on fait comment ? »: the choice is no scenery
        kept = [p for p in chosen if p in kept or p[1].intent in (*_CHOOSING, *_BESIDE_A_CHOICE)]
    clear = [act for _, act in kept if not _is_vague(act) or aimed]
    return clear or [act for _, act in kept]


def _stands_beside(act: Act) -> bool:
    """What is answered though something else is asked: an entry, what is taken up, an ailment."""
    return bool(act.values.get("question")) or is_heard(act) or act.intent == "out_of_scope"


def _is_vague(act: Act) -> bool:
    """What answers no question by itself; a check of the last answer does."""
    of_the_talk = act.intent == "ask_again" and act.values.get("value") in ("check", "no_list")
    return act.values.get("intent", act.intent) in _VAGUE and not of_the_talk


def _is_answered(act: Act) -> bool:
    """Whether an act answers something rather than that nothing is known of it."""
    return act.values.get("value") != "unknown"


def _weighed(state: InformationState, reading: Reading) -> tuple[Weighed, ...]:
    """Each segment in turn; what one names is what the next ones are about."""
    found = []
    for segment in reading.segments:
        found.append(weigh(state, segment))
        salience = state.salience
        named = state.named_now
        for referent in () if only_stands(segment, reading) else _brought_up(found[-1], state):
            salience = salience.about(referent)
            named = referent if referent.type == OCCUPATION else named
        weighs = _hesitates_between(found[-1])
        salience = salience.beside(weighs) if weighs else salience
        told = _wanted(segment) or state.told_now
        decided = next(filter(None, (aim_of(h.act) for h in found[-1].done)), state.decided)
        state = replace(state, salience=salience, named_now=named, told_now=told, decided=decided)
    return tuple(found)


def only_stands(segment: SegmentReading, reading: Reading) -> bool:
    """Whether a segment of a long message tells no more than where somebody stands: « le médecin
    parle de burn-out » makes no profession the subject."""
    return segment.label in _STANDING and len(reading.segments) > MAX_FEW


def _hesitates_between(weighed: Weighed) -> list[Referent]:
    """The two professions between which a segment says that somebody hesitates."""
    if weighed.segment.act != "tell":
        return []
    pairs = (h.act.values.get("occupations") or () for h in weighed.hypotheses)
    pair = next((each for each in pairs if len(each) == 2), ())
    return [Referent(OCCUPATION, each) for each in pair]


def _wanted(segment: SegmentReading) -> str:
    """What is liked or wanted, by its name where it has one."""
    if segment.label not in _WANTED:
        return ""
    kinds = (PROFESSION, FIELD) if segment.label == "tell.like" else WANTED_TYPES
    named = [m.text for m in segment.mentions if m.type in kinds]
    if named:
        return named[0]
    # What is wanted is hardly what is looked for where it takes many words.
    return segment.text.strip(" ,.;") if len(segment.text.split()) <= LONG else ""


def _brought_up(weighed: Weighed, state: InformationState) -> Iterator[Referent]:
    """What a segment names or points at, and what its answer is about."""
    chosen = weighed.chosen
    if chosen is not None and is_heard(chosen.act):
        return  # « ma camionnette est en panne » speaks of no driver
    subject = subject_of(weighed.segment, state)
    if subject.how == POINTED:
        yield from subject.referents[:1]
    yield from spoken_of(weighed.segment, state)
    if chosen is not None and chosen.act.values.get("question"):
        yield Referent(QUESTION, str(chosen.act.values["question"]))


def weigh(state: InformationState, segment: SegmentReading) -> Weighed:
    """The hypotheses of one segment, the likeliest first; of one act, the likeliest reason."""
    best: dict[tuple[str, str], Hypothesis] = {}
    for propose in PROPOSERS:
        for hypothesis in propose(state, segment):
            known = best.get(hypothesis.act.key)
            if known is None or known.probability < hypothesis.probability:
                best[hypothesis.act.key] = hypothesis
    ranked = sorted(best.values(), key=lambda h: -h.probability)
    return Weighed(segment, tuple(h for h in ranked if not _is_seconded(h, ranked)))


def _is_seconded(opinion: Hypothesis, others: Sequence[Hypothesis]) -> bool:
    """Whether the intent alone says what another knows with what it is about."""
    intent = opinion.act.values.get("intent") if opinion.act.deferred else None
    return intent is not None and any(
        (each.act.intent == intent or (intent in _OF_TWO and each.act.values.get("occupations")))
        and (_is_about(each.act) or each.act.values.get("about"))
        and each.act.values.get("value") != "unknown"
        and each.probability >= threshold(each.act)
        for each in others
    )


def _to_the_point(acts: list[Act]) -> list[Act]:
    """How a goal is reached is not told beside a question about it; what nothing answers is said
    briefly beside what is answered."""
    asked = {act.values.get("occupation") for act in acts if act.intent != "ask_access"}
    told = {act.text for act in acts if act.values.get("goal") and len(acts) > 1}
    kept = [a for a in acts if a.text not in told or a.values.get("occupation") not in asked]
    entries = [act.values.get("question") for act in kept if not act.values.get("more")]
    kept = [a for a in kept if not a.values.get("more") or a.values.get("question") not in entries]
    listed = [act for act in kept if act.intent in _LISTS and _nearest(act) in entries]
    kept = [act for act in kept if act not in listed]  # the entry says it
    answered = any(act.values.get("value") != "unknown" for act in kept)
    return [
        replace(act, values={**act.values, "value": "unknown_beside"})
        if answered and act.values.get("value") == "unknown"
        else act
        for act in kept
    ]


def _refusals_first(acts: list[Act]) -> list[Act]:
    """« un métier du médical, pas médecin »: a list comes after what is not wanted in it."""
    return sorted(acts, key=lambda act: act.intent != "refuse_lead")


def _nearest(act: Act) -> str:
    """The entry that a list may be told by instead."""
    return next(iter(act.values.get("near") or ()), "")


def _of_families(acts: list[Act], state: InformationState) -> list[Act]:
    """« électricien » is the name of several: the first is answered, the others are offered."""
    found = []
    for act in acts:
        family = _family(list(act.values.get("candidates") or ()), state)
        if act.values.get("occupation") or not 2 <= len(family) <= MAX_FAMILY:
            found.append(act)
            continue
        values = {name: value for name, value in act.values.items() if name != "candidates"}
        found.append(replace(act, values={**values, "occupation": family[0]}))
        found.append(replace(act, values={"candidates": family[1:], "beside": "yes"}))
    return found


def _family(choices: list[str], state: InformationState) -> list[str]:
    """Of several professions those whose titles begin with the same word as the first."""
    first = [state.library.base.occupations[each].title.m.split()[0] for each in choices]
    return [each for each, word in zip(choices, first, strict=True) if word == first[0]]


def _without_subject_last(acts: list[Act], state: InformationState) -> list[Act]:
    """A question whose subject is not known is asked back only where nothing else was asked."""
    answered = any(act.values.get("question") for act in acts)
    known = [
        act
        for act in acts
        if act.values.get("intent", act.intent) not in _OF_SUBJECTS
        or _has_subject(act, state, or_several=not answered)
    ]
    return known or acts


def _likeliest_question(weighed: Sequence[Weighed]) -> list[Act]:
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


def _has_subject(act: Act, state: InformationState, or_several: bool) -> bool:
    """Whether it is known what an act is about; which of many a name means is asked back."""
    if any(act.values.get(name) for name in ("occupation", "study", "unknown")):
        return True
    several = list(act.values.get("candidates") or ())
    return bool(several) and (or_several or len(_family(several, state)) <= MAX_FAMILY)


def _is_only_heard(act: Act) -> bool:
    """What is told beside something else and has no answer of its own: a worry, a private thing."""
    return act.deferred and act.values.get("intent") not in NO_LABEL


def _is_polite(act: Act) -> bool:
    return act.values.get("intent", act.intent) in _POLITE


def _is_a_nod(act: Act) -> bool:
    """« ok et ça coûte combien »: the ok asks nothing, nor does for whom it is, nor « je me suis
    trompé » beside what is put in its place."""
    if is_back(act):
        return True
    nods = str(act.values.get("label")).startswith(("answer.", "react.", "correct.self"))
    return act.deferred and (nods or act.values.get("intent") in _ASKING_NOTHING)


def _is_offered(act: Act) -> bool:
    """Whether it can stand on a button: not what is only noted, nor what the context decides."""
    return bool(act.intent) and act.intent not in ("note_fact", *_POLITE)


def _once(acts: Sequence[Act]) -> list[Act]:
    """Each act once; where two segments ask for the same entry, it has to answer both."""
    found: dict[tuple[str, str], Act] = {}
    for act in acts:
        known = found.setdefault(act.key, act)
        if known.text != act.text and act.values.get("question"):
            also = f"{known.values.get('also', '')} {act.text}".strip()
            found[act.key] = replace(known, values={**known.values, "also": also})
    return list(found.values())
