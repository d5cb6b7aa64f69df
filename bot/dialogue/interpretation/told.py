"""What somebody tells: facts of themselves, a goal, a doubt, a limit for the leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, Optional

from bot.dialogue.interpretation.brevity import MAX_ELLIPSIS, count_words
from bot.dialogue.interpretation.clauses_told import (
    ASKS,
    FACTS,
    MAY_TELL,
    OF_LEADS,
    SURELY_WEIGHED,
    as_whole,
    pieces_of,
)
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.studies_named import study_in
from bot.dialogue.interpretation.subjects import NAMED, brought_up, subject_of
from bot.dialogue.reading.forms import is_question
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.linker import EXACT, Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import (
    clauses,
    doors,
    facts_told,
    joining,
    polarity,
    standing_alone,
    topics,
    wishes,
)
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING
from knowledge import namesakes
from knowledge.text import normalise

# « et à Verviers » tells nothing of anybody.
MIN_WORDS_OF_FACT, MIN_WORDS_OF_STORY = 3, 5
# What is so surely told is told in few words too: « j'ai 31 ans ».
SURELY_TOLD = 0.8
# « entre droit et com »: two things, whatever they are.
_BETWEEN = re.compile(
    r"\b(?:entre|soit) (?P<first>[^,?.!]{2,40}?),? (?:et|ou|soit) (?:de |d['’])?"
    r"(?P<second>[^,?.!]{2,40}?)(?: (?:je|j'?|chais) .*)?\s*[,;?.!]*$",
    re.IGNORECASE,
)
# Of what is hardly clearer than a taste, a taste is made: it is asked about once more.
AS_GOOD_AS = 0.7
TASTES = ("tell.like", "tell.dislike", "tell.constraint")
# What is told in another language is noted where it is no longer than a clause.
MAX_ABROAD = 12
# All else is noted as what it is read as from here on.
LIKELY_OF_A_KIND = 0.4
# What judges in so many words is told so likely at least.
SURELY_JUDGED = 0.9
# The goal itself goes before.
BESIDE_A_GOAL = 0.8
# A fact is only noted: what is asked or begun in the same words goes before.
OF_FACTS = 0.75


# « tu as retenu quoi de moi ? »: what the person said, and not what the robot said last.
_RECALLS = re.compile(
    # The robot's keeping, of something of the person.
    r"\b(?:tu|t|as|vous|avez) (?:\w+ ){0,3}(?:reten\w+|retiens|notee?s?|compris\w*)"
    r" (?:(?:de|sur|pour) (?:moi|nous|elle|lui)|l essentiel|tout|quoi|koi)\b"
    r"|\b(?:qu|quoi|koi|ce que|ske) (?:tu|t|as|tas|vous|avez|as tu|avez vous) (?:\w+ )?"
    r"(?:reten\w+|retiens|notee?s?|garde\w*|compris\w*)\b"
    r"|\b(?:tu te|vous vous) (?:souv\w+|rappel\w+)\b"
    r"|\b(?:sais|savez) (?:de|sur) (?:moi|nous)\b"
    # What the person said, and the words for a summing up.
    r"|\b(?:ce que|ske|ce qu) (?:\w+ ){1,3}dit$"
    r"|^(?:\w+ ){0,4}(?:recap\w*|resume\w*|fai\w* (?:moi |nous )?(?:le|un) (?:petit )?point)\b"
    r"(?! (?:des|du|de la|le|la|les) )"
)
_HAS = re.compile(
    r"\b(?:je suis|jsuis|j ?etais|chui|travail\w*|j?boss\w*)(?: (?!devenir\b)\w+){0,2}$"
)
_MISSED = re.compile(r"\b(?:pas|rien|mal) (?:compris|retenu|note)")
# … in so many words: « résume vite », whatever comes after.
_ASKS_FOR_ONE = re.compile(
    r"^(?:ok |bon |alors |stp |fais (?:moi )?(?:un |le )?)*(?:recap\w*|resume\w*)\b"
)
# A recap is asked for where the words say so and nothing else is likelier by far.
RECALLED, RARELY_ASKS = 0.9, 0.5
# « tu as enregistré quoi ? » is no small talk.
SURELY_RECALLED = 1.0
# A goal in so many words says what is wanted; one in fewer where it points so much at a profession.
MANY_WORDS_OF_A_GOAL, POINTS = 6, 0.5
# What is told is surely told from here on; a worry about somebody has an answer of its own.
SURELY_OF_ANOTHER = 0.6
# What is told of a meeting that is asked for, or beside an apology, is nothing to note.
_MEETINGS = (
    *("request.appointment", "request.human", "request.reschedule", "request.cancel"),
    "request.visit",
)
_OF_A_MEETING = ("constraint", "situation", "dislike", "unsure", "kept")
_OF_THE_TALK = ("weakness", "constraint", "situation", "unsure", "kept")
WISHED = 0.5
# What is heard of somebody else, and neither noted nor answered by itself.
OF_ANOTHER = "of_another"


def recall(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« vous avez compris l'essentiel ? », « fais le point »: what was understood, in short."""
    said = normalise(segment.text)
    if segment.mentions or not _RECALLS.search(said) or _MISSED.search(said):
        return
    rarely = max(segment.of("service.privacy"), segment.of_act("tell")) < RARELY_ASKS
    if rarely or _ASKS_FOR_ONE.match(said):
        act = Act("show_notebook", {}, segment.text)
        yield Hypothesis(act, SURELY_RECALLED, "recalls what was told")


def no_fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What sounds like a fact and is none: « pas besoin d'orientation », « tu rigoles »."""
    asks = segment.of_act("ask")
    if facts_told.declines(segment.text) and asks < RARELY_ASKS and not segment.mentions:
        act = Act("note_facts", {"facts": [], "value": "only_answers"}, segment.text)
        yield Hypothesis(act, RECALLED, "wants answers alone")
    elif doors.is_class(segment.text) and asks < RARELY_ASKS:
        act = Act("note_facts", {"facts": [], "value": "class"}, segment.text)
        yield Hypothesis(act, RECALLED, "a class says hello")
    elif only_of_another(state, segment) and segment.of("tell.worry") < RARELY_ASKS:
        act = Act("note_facts", {"facts": [], "value": OF_ANOTHER}, segment.text)
        yield Hypothesis(act, segment.of_act("tell"), "of somebody else")
    elif facts_told.doubts(segment.text) and asks < RARELY_ASKS:
        named = next(filter(None, map(likeliest, segment.mentions)), "")
        values: dict[str, Any] = {"facts": [], "value": "doubt"}
        if named:
            values["occupation"] = named
        yield Hypothesis(Act("note_facts", values, segment.text), RECALLED, "a doubt, no fact")


def narrowing(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et sans travailler le week-end ? », with leads on the screen: noted, and chosen again."""
    likely = segment.of_act("ask") + segment.of_act("request") + segment.of("tell.constraint")
    words = segment.text.rstrip(" ?")
    if any(mention.type == PROFESSION for mention in segment.mentions):
        return  # asks of that one
    if state.shown and count_words(words) <= MAX_ELLIPSIS and wishes.told(words):
        values = {"kind": "constraint", "other": False, "again": True}
        yield Hypothesis(Act("note_fact", values, words), likely, "narrows the leads")


def joined(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« y a pas un métier qui mélange les deux ? », where something was told: leads are asked."""
    asks = segment.of_act("ask") + segment.of_act("request")
    two = state.told_before or len(state.salience.pair) == 2
    if two and joining.asked(segment.text) and asks >= SURELY_WEIGHED:
        yield Hypothesis(Act("ask_leads", {}, segment.text), asks, "between two tastes")


def doubt(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« j'hésite entre droit et com »: compared where both are professions, else talked about."""
    probability = segment.of("tell.doubt")
    named = [m for m in segment.mentions if m.type in "ptfs"]
    between = _BETWEEN.search(segment.text)
    if probability < 0.2:
        return
    found = [each for mention in named if (each := _trade(mention, state))]
    if len(found) < 2 and between:
        found = [each for words in between.groups() if (each := _trade_in(words, state))]
    if len(found) >= 2:
        values: dict[str, Any] = {"occupation": found[0], "occupations": found[:3]}
        surer = probability + (0.01 if segment.about_other else 0.0)  # whom it is for comes beside
        yield Hypothesis(Act("ask_difference", values, segment.text), surer, "two trades")
    elif len(named) >= 2 or between:
        both = list(between.groups()) if between else [m.text for m in named[:2]]
        act = Act("hesitate", {"words": both, **_likely_pair(both, state)}, segment.text)
        wants = segment.of("tell.goal") if between else 0.0  # « soit l'un, soit l'autre »
        yield Hypothesis(act, min(1.0, probability + wants + 0.01), "two are named")


def _likely_pair(both: list[str], state: InformationState) -> dict[str, Any]:
    """The professions that two loose names come nearest to, for when they are to be compared:
    « faire du droit » and « travailler dans un zoo »."""
    pair = [_trade_in(words, state) or _nearest(words, state) for words in both]
    return {"pair": pair} if all(pair) and pair[0] != pair[1] else {}


def _nearest(words: str, state: InformationState) -> str:
    linked = state.library.link(words).candidates
    near = state.library.near(words, told=True)
    close = [each for each, nearness in near if nearness >= POINTS]
    return next(iter((*linked, *close)), "")


def only_of_another(state: InformationState, segment: SegmentReading) -> bool:
    """« mon frère est plombier »: told of somebody whom nobody asks for."""
    if (
        state.whom is not None
        or is_question(segment.text)
        or doors.told_for(segment.text) is not None
    ):
        return False
    own = clauses.bearing(segment.text) or clauses.says_nothing(segment.text)
    return not own and segment.of_act("tell") - segment.of("tell.goal") >= SURELY_OF_ANOTHER


def has_it(mention: Mention, segment: SegmentReading) -> bool:
    """« je suis caissier et je voudrais changer »: the trade that one has is no goal."""
    clause = next((c for c in clauses.bearing(segment.spelt) if mention.text in c), "")
    return bool(_HAS.search(normalise(clause[: clause.find(mention.text)])))


def _other(segment: SegmentReading) -> Optional[str]:
    """Words read as telling about another are weighed by that reading, not by their pronouns."""
    return "another" if segment.about_other else None


def likeliest(mention: Mention) -> str:
    """The profession that a mention names; of several of one name, the first."""
    if mention.target is not None:
        return mention.target.id if mention.target.type == OCCUPATION else ""
    return mention.candidates[0] if mention.candidates else ""


def _trade(mention: Mention, state: InformationState) -> str:
    """The profession that is named, or that bears the name of the study that is."""
    return likeliest(mention) if mention.type == PROFESSION else _of_study(mention.text, state)


def _trade_in(words: str, state: InformationState) -> str:
    """The same of words in which nothing was found."""
    linked = state.library.link(words).occupation_ids
    return linked[0] if len(linked) == 1 else _of_study(words, state)


def _of_study(words: str, state: InformationState) -> str:
    trade = namesakes.trade_of(words, state.library.base)
    return trade.id if trade else ""


def goal(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je veux devenir infirmière »: noted, and how to get there is what helps most."""
    probability = segment.of("tell.goal")
    if not state.shown:  # nothing was proposed that could be chosen
        probability += min(probability, segment.of("react.choose") + segment.of("react.like"))
    subject = subject_of(segment, state)
    if probability < 0.2 or subject.how != NAMED:
        return
    found = [r for r in subject.referents if r.type == OCCUPATION]
    if any(m.type == PROFESSION and has_it(m, segment) for m in segment.mentions):
        return
    if found:
        values: dict[str, Any] = {"occupation": found[0].id, "aspect": "access", "goal": "yes"}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal named")
    elif subject.candidates:
        values = {"candidates": list(subject.candidates)}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal, which one")
    elif elsewhere := next(filter(_is_of_rome_alone, segment.mentions), None):
        values = {"unknown": elsewhere.text, "goal": "yes"}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal of ROME's")


def _is_of_rome_alone(mention: Mention) -> bool:
    """Whether a profession is named that is surely none of ours: a French sheet."""
    known = mention.target or mention.candidates
    return mention.type == PROFESSION and mention.quality == EXACT and not known


def study(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je voudrais faire compta en promotion sociale »: noted, and where that is learnt shown."""
    probability = segment.of("tell.goal")
    named = [m for m in segment.mentions if m.type in "tf"]
    if probability < 0.5 or not named or any(m.type == PROFESSION for m in segment.mentions):
        return
    values: dict[str, Any] = {"about": named[0].text, "near": []}
    studies = [r.id for r in brought_up(segment, state.library.base) if r.type in (TRAINING, STUDY)]
    if studies:
        values["study"] = studies[-1]
    act = Act("search_trainings", values, segment.text)
    yield Hypothesis(act, probability * BESIDE_A_GOAL, "a study that is wanted")


def fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What is told of oneself, or of whom the person asks for."""
    whom = state.whom or doors.told_for(segment.text)
    if not clauses.bearing(segment.text, others=(whom or _other(segment)) is not None):
        return  # a hello, a laugh, thanks, or what somebody else does
    if (
        study_in(segment, state.library.base)
        and not segment.alone
        and segment.probability < SURELY_WEIGHED
    ):
        return  # « la bio à l'unif, … » only begins a question
    if standing_alone.speaks_to_the_bot(segment.text):
        return
    label = max(FACTS, key=segment.of)
    if segment.of("tell.like") >= AS_GOOD_AS * segment.of(label):
        label = "tell.like"
    told = sum(segment.of(each) for each in FACTS)
    if not any(m.type == PROFESSION for m in segment.mentions):  # of no lead, so of oneself
        label = max((label, *OF_LEADS), key=segment.of)
        told += sum(map(segment.of, OF_LEADS))
    pieces = list(pieces_of(segment))
    unsure = [replace(each, kind=facts_told.UNSURE) for each in pieces]
    surely = facts_told.apart(
        facts_told.UNSURE, segment.text, whom or _other(segment), pieces=unsure
    )
    if surely and _judges(segment):
        told = max(told, SURELY_JUDGED)
    brief = segment.alone or surely or label in TASTES or segment.of(label) >= SURELY_TOLD
    least = MIN_WORDS_OF_FACT if brief else MIN_WORDS_OF_STORY
    if state.language != FRENCH and count_words(segment.text) > MAX_ABROAD:
        return  # its clauses cannot be told apart
    if told >= 0.3 and len(normalise(segment.text).split()) >= least:
        vague = label == "tell.goal" and not segment.mentions and not surely
        if vague and not _says_what(state, segment):
            return
        kind = OF_LEADS.get(label, label.partition(".")[2])
        enough = SURELY_WEIGHED if kind in facts_told.WEIGHED else LIKELY_OF_A_KIND
        if segment.of(label) < enough:
            # The clause says which, or nothing is noted; what is all of a message is kept.
            tells = segment.alone and told >= MAY_TELL
            own = tells and doors.of_oneself(segment.text)
            kind = facts_told.KEPT if own else facts_told.UNSURE
        told_apart = [asdict(as_whole(each, segment, kind)) for each in pieces]
        values = {"kind": kind, "other": segment.about_other, "pieces": told_apart}
        yield Hypothesis(Act("note_fact", values, segment.text), OF_FACTS * told, label)


def is_of_a_meeting(fact: Act, before: Iterable[SegmentReading]) -> bool:
    """« …, mais pas par téléphone », after a wish to see somebody: it is told of the meeting."""
    wishes_to_meet = (sum(map(segment.of, _MEETINGS)) for segment in before)
    return fact.values["kind"] in _OF_A_MEETING and max(wishes_to_meet, default=0.0) >= WISHED


def is_of_the_talk(fact: Act, others: Iterable[SegmentReading]) -> bool:
    """« je suis fatiguée », beside an apology for what was written."""
    sorry = max((segment.of("social.sorry") for segment in others), default=0.0)
    return fact.values["kind"] in _OF_THE_TALK and sorry >= WISHED and not topics.read(fact.text)


def _judges(segment: SegmentReading) -> bool:
    """« les horaires coupés c'est invivable », whatever the heads make of it: something is liked or
    refused in so many words, and nothing is asked."""
    judged = any(polarity.of(each, wanting=False) for each in clauses.bearing(segment.text))
    others = segment.of_act("tell") + segment.of_act("ask") + segment.of_act("react")
    asks = is_question(segment.text) and segment.of_act("ask") >= ASKS  # « quand » asks or tells
    return judged and others >= SURELY_WEIGHED and "?" not in segment.text and not asks


def _says_what(state: InformationState, segment: SegmentReading) -> bool:
    """« je veux travailler » says nothing to note, « je veux m'occuper d'animaux » does."""
    if count_words(segment.text) >= MANY_WORDS_OF_A_GOAL:
        return True
    near = state.library.near(segment.spelt)
    return bool(near) and near[0][1] >= POINTS
