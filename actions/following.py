"""What is said after a fact: it is set against what is spoken about, else one useful next thing.

No sentence that closes a reply comes twice in a talk; where none is left, the note is the reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Optional

from actions import aspects, facts, first_leads
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance import clauses, facts_told, topics, wishes
from bot.guidance.facts_told import Told
from bot.guidance.kept_out import kept_out
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, TRAINING
from knowledge import conditions
from knowledge.schema import Occupation
from knowledge.text import normalise

_DRAWN = ("like", "goal", "strength")
_CHANGES = re.compile(r"\b(?:chang\w*|reconver\w*|quitt\w*) (?:\w+ ){0,2}(?:metier|boulot|travail)")
# What an entry of the base tells of, beside its conditions of work.
_OF_ENTRIES = {"licence": "licence", "age": conditions.AGE}
_MAX_ENTRIES = 2
# So clearly words point at a profession, and so likely they tell of the person at least.
_POINTS, _MAY_TELL = 0.9, 0.3
_MAY_DRAW = ("tell.like", "tell.done", "tell.strength", "tell.goal", "none.none")
_OF_TIME = ("hours", "part_time", "child", "children")


def once(turn: Turn, name: str, **told: Any) -> bool:
    """Close the reply with a sentence that this talk has not had; False when it has."""
    if name in turn.salience.closed:
        return False
    turn.salience = turn.salience.closing(name)
    turn.say(name, **told)
    return True


def heard(turn: Turn) -> None:
    """What is only told: said back, with what the base may have for it, and on with what is spoken
    about; else the doors once."""
    found, quoted = _spoken_about(turn), _said_back(turn)
    options = _likely_entries(turn)
    if found is None and not options and _draws(turn):
        return
    if options and not turn.more_to_come:
        turn.say("utter_heard_may_help", quoted=quoted, options=options)
        return
    if found is None and once(turn, "utter_heard", quoted=quoted):
        return
    turn.say("utter_heard_again", quoted=quoted)
    if found is not None and not turn.more_to_come:
        beside(turn, found)


def _draws(turn: Turn) -> bool:
    """« filmer les matchs, monter les vidéos »: what is read as no taste, and points so clearly at
    professions that it is noted as one, with them; False where it is not so."""
    near = turn.library.near(turn.text, told=True)
    if turn.reading is None or not near or near[0][1] < _POINTS or kept_out(turn.text):
        return False
    told = max(sum(map(segment.of, _MAY_DRAW)) for segment in turn.reading.segments)
    if told < _MAY_TELL or turn.notebook.question is not None:
        return False
    turn.notebook.dream(turn.text, turn.library.interests_in(turn.text), turn.now, near)
    turn.say("utter_noted_words", words=clauses.quoted(turn.text))
    first_leads.offer(turn)
    return True


def _said_back(turn: Turn) -> dict[str, Any]:
    """The person's own words, of a long message its beginning; nothing private."""
    words = clauses.quoted(turn.text.strip(" .!…"))
    name = "utter_heard_unsaid" if not words or kept_out(turn.text) else "utter_heard_quote"
    told = dict(turn.slots.get("variants") or {})
    told[name] = told.get(name, -1) + 1
    turn.set(variants=told)
    return {"say": name, "words": words, "nth": told[name]}


def _likely_entries(turn: Turn) -> list[dict[str, str]]:
    """The entries that the message may speak of, to choose from; none that was answered."""
    answered = {referent.id for referent in turn.salience.referents}
    ids = [str(each["question"]) for each in turn.alternatives if each.get("question")]
    return [
        {"id": each, "title": facts.title(turn.library.base, each)}
        for each in ids[:_MAX_ENTRIES]
        if each not in answered
    ]


def still_about(turn: Turn) -> bool:
    """What was not understood may be about the profession spoken about; False where none is."""
    found = _spoken_about(turn)
    if found is None:
        return False
    turn.say_anew("utter_fallback_about", id=found.id, title=found.title.both)
    return True


def back_to(turn: Turn) -> None:
    """« revenons à menuisier »: it is spoken about again, and what is known of it is offered."""
    found = turn.library.base.occupations.get(str(turn.values.get("occupation")))
    entry = str(turn.values.get("question") or "")
    if found is not None:
        turn.set(occupation=found.id)
        turn.say("utter_back_to", id=found.id, title=found.title.both)
    else:
        turn.talk_about(QUESTION, entry)
        turn.say("utter_back_to_entry", id=entry, title=facts.title(turn.library.base, entry))


def agreed(turn: Turn) -> None:
    """A yes to nothing that was asked: the talk stays where it is."""
    found = _spoken_about(turn)
    if found is None or not beside(turn, found):
        turn.say("utter_ok")


def doubted(turn: Turn) -> None:
    """« moi, assistante sociale ? tu rigoles »: whether it is too late, or what it asks for."""
    found = turn.occupation or _spoken_about(turn)
    if found is None:
        turn.say("utter_doubt_told")
    elif facts_told.OF_AGE.search(normalise(turn.text)):
        aspects.tell_condition(turn, found, conditions.AGE)
    else:
        turn.say("utter_doubt_of", id=found.id, title=found.title.both)


def money(turn: Turn, told: Sequence[Told]) -> bool:
    """The aids, to whom money is short of; whether they were told now."""
    short = any(topic.key == wishes.MONEY for each in told for topic in each.topics)
    return short and once(turn, "utter_obstacle_money")


def go_on(turn: Turn, told: Sequence[Told]) -> None:
    """Of the two that are compared, of the one spoken about, first leads, or a step that fits."""
    if _of_the_pair(turn, told) or _of_the_subject(turn, told):
        return
    if any(each.kind in _DRAWN for each in told) and first_leads.offer(turn):
        return
    if _may_help(turn, told):
        return
    subject = turn.salience.subject
    beside = subject is not None and subject.type in (QUESTION, SERVICE, TRAINING)
    steps = _fitting(told) if beside else [*_fitting(told), *_general(turn, told)]
    any(once(turn, name) for name in steps)


def _of_the_pair(turn: Turn, told: Sequence[Told]) -> bool:
    """« le vertige », while two trades are compared: what each asks for."""
    base = turn.library.base
    pair = [base.occupations.get(each.id) for each in turn.salience.pair]
    if len(pair) < 2 or turn.salience.subject not in turn.salience.pair:
        return False
    lines = [
        {"say": "utter_fact_line", "title": each.title.both, "told": sentences}
        for each in pair
        if each is not None and (sentences := _held_against(turn, each, told))
    ]
    if len(lines) < 2:
        return False
    options = [{"id": each.id, "title": each.title.both} for each in pair if each]
    turn.say("utter_fact_of_the_pair", lines=lines, options=options)
    return True


def _of_the_subject(turn: Turn, told: Sequence[Told]) -> bool:
    """What was told, of the profession spoken about; else the talk stays with it. False where no
    profession is spoken about, or where something else draws the person."""
    found = _spoken_about(turn)
    if found is None or any(each.kind in _DRAWN for each in told):
        return False
    sentences = _held_against(turn, found, told)
    if sentences:
        turn.say("utter_fact_of_the_subject", id=found.id, title=found.title.both, told=sentences)
    elif any(topic.key == "diploma" and topic.against for each in told for topic in each.topics):
        aspects.tell_diploma(turn, found, told=True)
    else:
        beside(turn, found)
    return True


def beside(turn: Turn, found: Occupation) -> bool:
    """« On continue avec … ? », once a talk."""
    return once(turn, "utter_fact_beside_the_subject", id=found.id, title=found.title.both)


def _may_help(turn: Turn, told: Sequence[Told]) -> bool:
    """Entries of the base that speak of what was told, to choose from."""
    if any(each.kind in _DRAWN for each in told):
        return False
    known = {referent.id for referent in turn.salience.referents}
    near = [each for each in turn.values.get("near") or () if each not in known]
    options = [{"id": each, "title": facts.title(turn.library.base, each)} for each in near]
    return bool(options) and once(turn, "utter_step_may_help", options=options)


def _spoken_about(turn: Turn) -> Optional[Occupation]:
    subject = turn.salience.subject
    if subject is None or subject.type != OCCUPATION:
        return None
    return turn.library.base.occupations.get(subject.id)


def _held_against(turn: Turn, found: Occupation, told: Sequence[Told]) -> str:
    """The sentences of an entry that speak of what was told, each once."""
    said: list[str] = []
    for topic in (topic for each in told for topic in each.topics):
        of_trade = topics.of_trade(topic, found)
        named = _OF_ENTRIES.get(topic.key)
        trainings = turn.library.base.trainings_for(found.id) if named else ()
        said += [of_trade] if of_trade else []
        said += conditions.told(named, found, trainings, local_day(turn.now)) if named else []
    return " ".join(dict.fromkeys(said))


def _fitting(told: Sequence[Told]) -> Iterator[str]:
    """The steps that the facts themselves call for."""
    read = [topic for each in told for topic in each.topics]
    if any(_CHANGES.search(normalise(each.words)) for each in told):
        yield "utter_step_change"
    if any(topic.key == "diploma" and topic.against for topic in read):
        yield "utter_step_without_diploma"
    if any(topic.key == "school" for topic in read):
        yield "utter_step_school"
    if any(topic.key in _OF_TIME for topic in read):
        yield "utter_step_time"


def _general(turn: Turn, told: Sequence[Told]) -> Iterator[str]:
    """What helps next whatever was told: leads where something draws the person, else that."""
    if turn.notebook.whom is not None:
        yield "utter_step_like_theirs"
        yield "utter_step_ask"
        return
    if told and all(each.kind == "dislike" for each in told):
        yield "utter_refusal_next"
    drawn = turn.notebook.dreams or turn.notebook.attractions or turn.notebook.likes
    yield "utter_step_leads" if drawn else "utter_step_like"
    yield "utter_step_ask"
