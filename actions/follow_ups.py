"""Follow-ups to a told fact: relate it to the current subject, else propose a next step.

A closing sentence is used once per conversation; when none is left, none is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Optional

from actions import aspects, first_leads
from bot.booking.local_time import local_day
from bot.guidance import clause_extraction, fact_extraction, polarity
from bot.guidance.fact_extraction import ExtractedFact
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, TRAINING
from bot.guidance.self_contained_clauses import names_something
from bot.language.normalisation import normalise
from bot.matching.work_history import find_held_occupations
from bot.notebook import fact_topics, wishes
from bot.notebook.sensitive_topics import is_sensitive
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge import access_conditions
from knowledge.entry_schema import Occupation

_ATTRACTION_KINDS = ("like", "goal", "strength")
_CAREER_CHANGE = re.compile(
    r"\b(?:chang\w*|reconver\w*|quitt\w*) (?:\w+ ){0,2}(?:metier|boulot|travail)"
)
# « rien ne m'intéresse », « elle adore »
_NO_LIKING = re.compile(r"\b(?:rien|pas|plus|jamais|aucune?|personne|ils?|elles?|on)\b")
# Topics that an occupation answers by an access condition.
_CONDITION_BY_TOPIC = {"licence": "licence", "age": access_conditions.AGE}
_MAX_ENTRIES = 2
# The nearness to a profession and the probability of an attraction that make a clear taste.
_MIN_NEARNESS, _MIN_TELLING = 0.9, 0.3
_ATTRACTION_LABELS = ("tell.like", "tell.done", "tell.strength", "tell.goal", "none.none")
_TIME_TOPICS = ("hours", "part_time", "child", "children")


def say_once(turn: Turn, name: str, **told: Any) -> bool:
    """Say a closing response; False when this conversation has had it already."""
    if name in turn.salience.closed:
        return False
    turn.salience = turn.salience.closing(name)
    turn.say(name, **told)
    return True


def like_subject(turn: Turn) -> bool:
    """Keep the profession spoken about where a message likes and names nothing: « j'aime bien »."""
    occupation = find_current_occupation(turn)
    if occupation is None or not _likes_without_naming(turn.text):
        return False
    turn.notebook.like(occupation.id, turn.now)
    turn.say("utter_liked", id=occupation.id, title=occupation.title.both)
    return True


def acknowledge_statement(turn: Turn) -> bool:
    """Quote a statement back, with entries that may help, or continue with the subject; return
    whether it was noted as a taste."""
    occupation, quoted = find_current_occupation(turn), _quote_back(turn)
    options = likely_entries(turn)
    if occupation is None and not options and _note_clear_taste(turn):
        return True
    if options and not turn.more_to_come:
        turn.say("utter_heard_may_help", quoted=quoted, options=options)
        return False
    discussed = occupation is not None or _is_question_discussed(turn)
    if not discussed and say_once(turn, "utter_heard", quoted=quoted):
        return False
    turn.say("utter_heard_again", quoted=quoted)
    if not turn.more_to_come:
        return_after_remark(turn)
    return False


def return_after_remark(turn: Turn) -> bool:
    """Go back from a remark in passing to what is spoken about, once; False where that is nothing
    or was done."""
    if not _is_question_discussed(turn):
        return continue_with_subject(turn)
    title = entry_facts.entry_title(turn.library.base, turn.salience.referents[0].id)
    return say_once(turn, "utter_back_after_remark", title=title)


def _is_question_discussed(turn: Turn) -> bool:
    subject = turn.salience.subject
    return subject is not None and subject.type == QUESTION


def _likes_without_naming(text: str) -> bool:
    likes = polarity.find_polarity(text, wanting_counts=False) == polarity.FOR
    own = not _NO_LIKING.search(normalise(text))
    return likes and own and not names_something(text)


def _note_clear_taste(turn: Turn) -> bool:
    """Note a statement that clearly points at professions (« filmer les matchs »), and offer them.

    Returns False when the statement is not clear enough.
    """
    near = turn.library.near(turn.text, told=True)
    if turn.reading is None or not near or near[0][1] < _MIN_NEARNESS or is_sensitive(turn.text):
        return False
    attraction = max(
        sum(segment.labels[label] for label in _ATTRACTION_LABELS)
        for segment in turn.reading.segments
    )
    if attraction < _MIN_TELLING or turn.notebook.question is not None:
        return False
    turn.notebook.add_dream(turn.text, turn.library.find_interests(turn.text), turn.now, near)
    turn.say("utter_noted_words", words=clause_extraction.shorten_quotation(turn.text))
    first_leads.offer_first_leads(turn)
    return True


def _quote_back(turn: Turn) -> dict[str, Any]:
    """Quote the beginning of the message; nothing of a sensitive one."""
    words = clause_extraction.shorten_quotation(turn.text.strip(" .!…"))
    name = "utter_heard_unsaid" if not words or is_sensitive(turn.text) else "utter_heard_quote"
    return {"say": name, "words": words, "nth": turn.count_variant(name)}


def likely_entries(turn: Turn) -> list[dict[str, str]]:
    """Return buttons for the entries that the message may be about and that were not answered."""
    answered = {referent.id for referent in turn.salience.referents}
    ids = [str(each["question"]) for each in turn.alternatives if each.get("question")]
    return [
        {"id": each, "title": entry_facts.entry_title(turn.library.base, each)}
        for each in ids[:_MAX_ENTRIES]
        if each not in answered
    ]


def answer_self_doubt(turn: Turn) -> None:
    """Reply to « moi, assistante sociale ? tu rigoles », by the age limit or the demands."""
    entry = turn.occupation or find_current_occupation(turn)
    if entry is None:
        turn.say("utter_doubt_told")
    elif fact_extraction.AGE_PATTERN.search(normalise(turn.text)):
        aspects.say_condition(turn, entry, access_conditions.AGE)
    else:
        turn.say("utter_doubt_of", id=entry.id, title=entry.title.both)


def offer_money_help(turn: Turn, told_facts: Sequence[ExtractedFact]) -> bool:
    """Say which aids exist if a fact tells of a lack of money; return whether they were said."""
    short = any(topic.key == wishes.MONEY for each in told_facts for topic in each.topics)
    return short and say_once(turn, "utter_obstacle_money")


def propose_next_step(turn: Turn, told: Sequence[ExtractedFact]) -> None:
    """Relate facts to the compared pair or the subject, else offer leads, entries or a step."""
    if _relate_to_pair(turn, told) or _relate_to_subject(turn, told):
        return
    if any(each.kind in _ATTRACTION_KINDS for each in told) and first_leads.offer_first_leads(turn):
        return
    if _offer_entries(turn, told):
        return
    subject = turn.salience.subject
    is_about_entry = subject is not None and subject.type in (QUESTION, SERVICE, TRAINING)
    steps = [*_steps_for_facts(told)]
    if not is_about_entry:
        steps += _general_steps(turn, told)
    any(say_once(turn, name) for name in steps)


def _relate_to_pair(turn: Turn, told: Sequence[ExtractedFact]) -> bool:
    """Say what each of two compared professions asks about a fact such as « le vertige »."""
    base = turn.library.base
    pair = [base.occupations.get(each.id) for each in turn.salience.pair]
    if len(pair) < 2 or turn.salience.subject not in turn.salience.pair:
        return False
    lines = [
        {"say": "utter_fact_line", "title": each.title.both, "told": sentences}
        for each in pair
        if each is not None and (sentences := _sentences_about_facts(turn, each, told))
    ]
    if len(lines) < 2:
        return False
    options = [{"id": each.id, "title": each.title.both} for each in pair if each]
    turn.say("utter_fact_of_the_pair", lines=lines, options=options)
    return True


def _relate_to_subject(turn: Turn, told: Sequence[ExtractedFact]) -> bool:
    """Say what the current profession asks about the facts, else offer to continue with it.

    Returns False without a current profession, or when a fact tells of an attraction.
    """
    entry = find_current_occupation(turn)
    if entry is None or any(each.kind in _ATTRACTION_KINDS for each in told):
        return False
    sentences = _sentences_about_facts(turn, entry, told)
    if sentences:
        turn.say("utter_fact_of_the_subject", id=entry.id, title=entry.title.both, told=sentences)
    elif any(topic.key == "diploma" and topic.against for each in told for topic in each.topics):
        aspects.say_diploma(turn, entry, unasked=True)
    else:
        offer_to_continue(turn, entry)
    return True


def continue_with_subject(turn: Turn) -> bool:
    """Offer to continue with the profession spoken about; False without one, or the second time."""
    entry = find_current_occupation(turn)
    return entry is not None and offer_to_continue(turn, entry)


def offer_to_continue(turn: Turn, entry: Occupation) -> bool:
    """Ask « On continue avec … ? », once per conversation."""
    return say_once(turn, "utter_fact_beside_the_subject", id=entry.id, title=entry.title.both)


def _offer_entries(turn: Turn, told: Sequence[ExtractedFact]) -> bool:
    """Offer the entries of the base near to the facts."""
    if any(each.kind in _ATTRACTION_KINDS for each in told):
        return False
    known = {referent.id for referent in turn.salience.referents}
    near = [each for each in turn.values.get("near") or () if each not in known]
    options = [
        {"id": each, "title": entry_facts.entry_title(turn.library.base, each)} for each in near
    ]
    return bool(options) and say_once(turn, "utter_step_may_help", options=options)


def find_current_occupation(turn: Turn) -> Optional[Occupation]:
    """Return the profession spoken about, unless it was refused or is the person's own trade."""
    subject = turn.salience.subject
    if subject is None or subject.type != OCCUPATION or subject.id in turn.notebook.refused:
        return None
    if subject.id in find_held_occupations(turn.notebook):
        return None
    return turn.library.base.occupations.get(subject.id)


def _sentences_about_facts(turn: Turn, entry: Occupation, told: Sequence[ExtractedFact]) -> str:
    """Join the sentences of an entry about the topics of the facts, each once."""
    sentences: list[str] = []
    for topic in (topic for fact in told for topic in fact.topics):
        trade_condition = fact_topics.find_trade_condition(topic, entry)
        if trade_condition:
            sentences.append(trade_condition)
        condition = _CONDITION_BY_TOPIC.get(topic.key)
        if condition:
            trainings = turn.library.base.list_trainings_for(entry.id)
            age = int(topic.detail) if condition == access_conditions.AGE else None
            sentences += access_conditions.list_condition_sentences(
                condition, entry, trainings, local_day(turn.now), age
            )
    return " ".join(dict.fromkeys(sentences))


def _steps_for_facts(told: Sequence[ExtractedFact]) -> Iterator[str]:
    """Yield the steps that the facts themselves call for."""
    topics = [topic for each in told for topic in each.topics]
    if any(_CAREER_CHANGE.search(normalise(each.words)) for each in told):
        yield "utter_step_change"
    if any(topic.key == "diploma" and topic.against for topic in topics):
        yield "utter_step_without_diploma"
    if any(topic.key == "school" for topic in topics):
        yield "utter_step_school"
    if any(topic.key in _TIME_TOPICS for topic in topics):
        yield "utter_step_time"


def _general_steps(turn: Turn, told: Sequence[ExtractedFact]) -> Iterator[str]:
    """Yield the steps that help whatever was told: leads, or a question about likes."""
    if turn.notebook.whom is not None:
        yield "utter_step_like_theirs"
        yield "utter_step_ask"
        return
    if told and all(each.kind == "dislike" for each in told):
        yield "utter_refusal_next"
    tastes = turn.notebook.dreams or turn.notebook.attractions or turn.notebook.likes
    yield "utter_step_leads" if tastes else "utter_step_like"
    yield "utter_step_ask"
