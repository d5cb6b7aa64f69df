"""Notes the facts that a person tells and says them back in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from actions import acknowledgements, follow_ups, note_consent, prompts
from actions.action_registry import action
from bot.choice_payloads import NoteFacts
from bot.guidance import clause_extraction, fact_extraction, polarity
from bot.guidance.fact_extraction import (
    DISLIKE,
    HARDLY_KIND,
    KEPT_KIND,
    LIKE,
    ExtractedFact,
    ReadClause,
)
from bot.guidance.personal_identifiers import find_identifiers
from bot.guidance.salience import OCCUPATION
from bot.notebook import removal, wishes
from bot.notebook.fact_topics import SITUATION, Topic, cover_all
from bot.notebook.notebook_entries import FACT_KINDS, NearOccupations
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic
from bot.turn_context import Turn

_MAX_PHRASES = 3
# The order in which facts are said back when there is no room for all.
_KIND_ORDER = ("like", "dislike", "goal", "constraint", "strength", "weakness", "done", "situation")
_WEIGHTY_KINDS = ("like", "dislike", "goal", "constraint", "strength")
_MAX_BESIDE_WORDS = 12
_MAX_KEPT_WORDS = 20
_WORRIES, _MIN_WORRY = ("tell.private", "tell.worry", "care.distress"), 0.3
# Kinds of facts that may tell of work.
_WORK_KINDS = ("done", "situation")
# Topics that a person has or lacks.
_HELD_TOPICS = ("licence", "diploma")


@action("action_note_facts", interrupts=True)
def note_facts(turn: Turn) -> None:
    """Note the facts of the message, say them back and propose a next step."""
    read = list(turn.values.get("facts") or ())
    if not read and _acknowledge_only(turn):
        return
    if (
        len(read) == 1
        and find_sensitive_topic(read[0]["words"])
        and note_consent.declines_to_note(turn, "tell_interest")
    ):
        return
    if any(find_sensitive_topic(each["words"]) == NEVER_NOTED for each in read):
        turn.say("utter_never_noted")
    facts = [
        fact
        for each in read
        if not find_sensitive_topic(each["words"])
        for fact in _split_facts(turn, each)
    ]
    for each in read:
        _withdraw_refusal(turn, each)
    for fact in facts:
        note_fact(turn, fact)
    heard = turn.values.get("heard")
    if heard and not _is_one_plain_fact(turn, read, facts):
        # The acknowledgement says more than a quote.
        say_back(turn, [fact for fact in facts if has_own_phrase(fact)])
        acknowledgements.acknowledge_experience(turn, heard)
        return
    say_back(turn, _facts_to_say_back(turn, read, facts))
    if turn.is_answer and prompts.skip_question(turn):
        return
    if not turn.more_to_come and not facts:
        if not (follow_ups.like_subject(turn) or follow_ups.acknowledge_statement(turn)):
            _keep_words(turn, read)
    elif follow_ups.offer_money_help(turn, facts) or turn.more_to_come:
        return
    elif not prompts.should_remind(turn.notebook.question):
        follow_ups.propose_next_step(turn, facts)


def _is_one_plain_fact(
    turn: Turn, read: Sequence[dict[str, Any]], facts: Sequence[ExtractedFact]
) -> bool:
    """Whether a topic says all of a message: « je ne peux pas porter de charges lourdes »."""
    clauses = sum(len(each.get("pieces", ())) for each in read)
    if len(facts) != 1 or clauses != 1:
        return False
    return bool(facts[0].topics) and cover_all(facts[0].topics, turn.text)


def _facts_to_say_back(
    turn: Turn, read: Sequence[dict[str, Any]], facts: list[ExtractedFact]
) -> list[ExtractedFact]:
    """The weighty facts, else all; beside an answer, only a few of those that are sure."""
    weighty = [fact for fact in facts if fact.kind in _WEIGHTY_KINDS or fact.topics]
    if not turn.more_to_come:
        return weighty or facts
    sure = [fact for each in read if not each.get("unsure") for fact in _split_facts(turn, each)]
    return _facts_beside_answer(fact for fact in weighty if fact in sure)


def _acknowledge_only(turn: Turn) -> bool:
    """Reply to a statement without a fact to note; False when there is nothing to reply to."""
    value = turn.chosen(NoteFacts)
    if turn.values.get("heard"):
        acknowledgements.acknowledge_experience(turn, turn.values["heard"])
        return True
    if value is NoteFacts.DOUBT:
        follow_ups.answer_self_doubt(turn)
    elif value is NoteFacts.ONLY_ANSWERS:
        turn.say("utter_only_answers")
    elif value is NoteFacts.OF_ANOTHER:
        follow_ups.acknowledge_statement(turn)
    elif value is NoteFacts.CLASS:
        turn.say("utter_hello_class")
    else:
        return False
    return True


def _split_facts(turn: Turn, read: dict[str, Any]) -> list[ExtractedFact]:
    pieces = [ReadClause(**each) for each in read.get("pieces", ())]
    other, whom = bool(read.get("other")), turn.notebook.whom
    return fact_extraction.extract_facts(read["kind"], read["words"], whom, other, pieces)


def _keep_words(turn: Turn, read: Sequence[dict[str, Any]]) -> None:
    """Keep what was said to be read, though its kind is not sure, as a situation in the person's
    own words; a short message of one clause as it stands.

    Nothing private, no worry, and nothing that the labels hardly take for a fact.
    """
    if find_sensitive_topic(turn.text) or find_identifiers(turn.text) or _tells_a_worry(turn):
        return
    told = [(each, ReadClause(**piece)) for each in read for piece in each.get("pieces", ())]
    if len(told) == 1 and len(turn.text.split()) <= _MAX_KEPT_WORDS:
        told = [(each, replace(piece, words=turn.text, spelt=turn.text)) for each, piece in told]
    for each, piece in told:
        if piece.kind == HARDLY_KIND:
            continue
        kept = replace(piece, kind=KEPT_KIND)
        other, whom = bool(each.get("other")), turn.notebook.whom
        if fact_extraction.extract_facts(KEPT_KIND, piece.words, whom, other, [kept]):
            note_fact(turn, ExtractedFact(SITUATION, piece.words))


def _tells_a_worry(turn: Turn) -> bool:
    """Whether any segment may tell something private, a worry or distress."""
    segments = turn.reading.segments if turn.reading is not None else ()
    return any(sum(s.labels[label] for label in _WORRIES) >= _MIN_WORRY for s in segments)


def note_fact(turn: Turn, told: ExtractedFact) -> None:
    """Add a fact to the notebook, with the professions near to its words."""
    words, kind = told.words, told.kind
    # A refusal with an exception excludes no profession from the leads.
    excepted = kind == DISLIKE and bool(polarity.split_exception(words)[1])
    near = () if excepted else _find_near_occupations(turn, words, kind)
    if kind == LIKE:
        turn.notebook.add_dream(words, turn.library.find_interests(words), turn.now, near)
    elif kind == DISLIKE:
        turn.notebook.refuse(words, turn.now, near=near)
    elif kind in FACT_KINDS:
        turn.notebook.tell(kind, words, turn.now, near)
    if kind in ("constraint", DISLIKE, LIKE):
        for key, value in wishes.parse_wishes(words):
            if kind == LIKE and key in wishes.HOURS_WISHES:
                continue  # « bricoler le week-end » is about free time, not about work.
            refused = kind == DISLIKE and key not in wishes.WORRIES
            turn.notebook.wish(key, wishes.NEVER if refused else value, turn.now)


def _find_near_occupations(turn: Turn, words: str, kind: str) -> NearOccupations:
    """Return the professions near to the words of a fact; of work done those that it names, since
    « 28 ans dans la même maison » is nearer to houses than to the trade."""
    mentions = turn.reading.mentions if turn.reading and kind in _WORK_KINDS else ()
    linked = (each.target for each in mentions if each.text in words)
    named = tuple((each.id, 1.0) for each in linked if each and each.type == OCCUPATION)
    return named or turn.library.near(words, told=True)


def _withdraw_refusal(turn: Turn, read: dict[str, Any]) -> None:
    """Withdraw a refusal that a fact contradicts: « en fait les grues ça passe »."""
    words = read["words"]
    likes = any(fact.kind == LIKE for fact in _split_facts(turn, read))
    accepted = polarity.find_accepted(words) if likes else polarity.find_tolerated(words)
    withdrawn = removal.withdraw_refusals(turn.notebook, accepted) if accepted else ()
    if withdrawn:
        turn.say("utter_taken_back", told=join_phrases([render_quote(each) for each in withdrawn]))


def say_back(turn: Turn, told: Iterable[ExtractedFact]) -> None:
    """Say the facts back in order of weight: « C'est noté : pas de travail de nuit. »"""
    ranked = sorted(told, key=lambda each: _KIND_ORDER.index(each.kind))[:_MAX_PHRASES]
    refused = [each for each in ranked if each.kind == DISLIKE and not each.topics]
    noted = render_facts([each for each in ranked if each not in refused])
    if noted:
        known = all(has_own_phrase(each) for each in ranked if each not in refused)
        turn.say("utter_noted_briefly" if known else "utter_noted_facts", told=join_phrases(noted))
    if refused:
        turn.say("utter_noted_refused", told=join_phrases(render_facts(refused)))


def render_facts(told: Iterable[ExtractedFact]) -> list[dict[str, Any]]:
    """Render facts by the phrases of their topics, else as quotes, each phrase once.

    Attractions are always quoted.
    """
    phrases = [
        phrase
        for fact in told
        for phrase in (
            map(render_topic, fact.topics) if has_own_phrase(fact) else [render_quote(fact.words)]
        )
    ]
    return [phrase for number, phrase in enumerate(phrases) if phrase not in phrases[:number]]


def has_own_phrase(told: ExtractedFact) -> bool:
    """Whether the topics of a fact have phrases that say all of it."""
    own = bool(told.topics) and told.kind not in (LIKE, "goal", "strength")
    return own and cover_all(told.topics, told.words)


def render_topic(topic: Topic) -> dict[str, Any]:
    """Render a topic by its own phrase: « pas de permis », « 6e générale »."""
    if topic.against or topic.key not in (*wishes.TRADE_WISHES, *_HELD_TOPICS):
        return {"say": f"utter_told_{topic.key}", "detail": topic.detail}
    name = f"told_{topic.key}_held" if topic.key in _HELD_TOPICS else f"wished_{topic.key}"
    return {"say": f"utter_{name}", "detail": topic.detail}


def render_quote(words: str) -> dict[str, Any]:
    """Quote the person's words, shortened."""
    return {"say": "utter_told_quote", "words": clause_extraction.shorten_quotation(words)}


def join_phrases(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join phrases with a comma after each but the last."""
    return [*({"say": "utter_told_and", "one": each} for each in said[:-1]), *said[-1:]]


def _facts_beside_answer(told: Iterable[ExtractedFact]) -> list[ExtractedFact]:
    """The facts said back before an answer: the weightiest short one and one refusal."""
    short = [each for each in told if each.topics or len(each.words.split()) <= _MAX_BESIDE_WORDS]
    ranked = sorted(short, key=lambda each: _KIND_ORDER.index(each.kind))
    refused = [each for each in ranked if each.kind == DISLIKE][:1]
    return [*[each for each in ranked if each.kind != DISLIKE][:1], *refused]
