"""What a person tells in passing: noted, said back in a few words, used from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions import acknowledgements, follow_ups, note_consent, prompts
from actions.action_registry import action
from bot.choice_payloads import NoteFacts
from bot.guidance import clause_extraction, fact_extraction, polarity
from bot.guidance.fact_extraction import DISLIKE, LIKE, ExtractedFact, ReadClause
from bot.notebook import removal, wishes
from bot.notebook.fact_topics import Topic
from bot.notebook.notebook_entries import FACT_KINDS
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic
from bot.turn_context import Turn

_MAX_PHRASES = 3
# What weighs most in what was told comes first where there is no room for all of it.
_KIND_ORDER = ("like", "dislike", "goal", "constraint", "strength", "weakness", "done", "situation")
_WEIGHTY_KINDS = ("like", "dislike", "goal", "constraint", "strength")
_MAX_BESIDE_WORDS = 12
# What somebody has or lacks.
_HELD_TOPICS = ("licence", "diploma")


@action("action_note_facts", interrupts=True)
def note_facts(turn: Turn) -> None:
    """Note each fact; say back those that were noted, before whatever else is asked."""
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
    told = [
        fact
        for each in read
        if not find_sensitive_topic(each["words"])
        for fact in _split_facts(turn, each)
    ]
    for each in read:
        if any(fact.kind == LIKE for fact in _split_facts(turn, each)):
            _withdraw_refusal(turn, each["words"])  # as it was said: « en fait … » tells it
    for each in told:
        note_fact(turn, each)
    # Beside an answer only what changes it is said back; beside a taste, what happened is not.
    weighty = [each for each in told if each.kind in _WEIGHTY_KINDS or each.topics]
    sure = [fact for each in read if not each.get("unsure") for fact in _split_facts(turn, each)]
    beside = [each for each in weighty if each in sure]
    heard = turn.values.get("heard")
    if heard:  # what takes it up says more than a quote
        say_back(turn, [each for each in told if has_own_phrase(each)])
        acknowledgements.acknowledge_experience(turn, heard)
        return
    said = _facts_beside_answer(beside) if turn.more_to_come else weighty or told
    say_back(turn, said)
    if turn.is_answer and prompts.skip_question(turn):
        return  # the next prompt
    if not turn.more_to_come and not told:
        follow_ups.acknowledge_statement(turn)
    elif follow_ups.offer_money_help(turn, told) or turn.more_to_come:
        return
    elif not prompts.should_remind(turn.notebook.question):
        follow_ups.propose_next_step(turn, told)


def _acknowledge_only(turn: Turn) -> bool:
    """What is no fact of whoever writes: answered, and not noted."""
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


def note_fact(turn: Turn, told: ExtractedFact) -> None:
    """Into the notebook, with the professions that the words come near to."""
    words, kind = told.words, told.kind
    # What is refused with an exception keeps no profession out of the leads.
    excepted = kind == DISLIKE and bool(polarity.split_exception(words)[1])
    near = () if excepted else turn.library.near(words, told=True)
    if kind == LIKE:
        turn.notebook.add_dream(words, turn.library.find_interests(words), turn.now, near)
    elif kind == DISLIKE:
        turn.notebook.refuse(words, turn.now, near=near)
    elif kind in FACT_KINDS:
        turn.notebook.tell(kind, words, turn.now, near)
    if kind in ("constraint", DISLIKE, LIKE):
        for key, value in wishes.parse_wishes(words):
            if kind == LIKE and key in wishes.HOURS_WISHES:
                continue  # « bricoler le week-end »: when it is done, not what is wanted
            refused = kind == DISLIKE and key not in wishes.WORRIES
            turn.notebook.wish(key, wishes.NEVER if refused else value, turn.now)


def _withdraw_refusal(turn: Turn, words: str) -> None:
    """« en fait les grues ça passe si elles sont petites »: no longer refused, and said so."""
    accepted = polarity.find_accepted(words)
    gone = removal.withdraw_refusals(turn.notebook, accepted) if accepted else ()
    if gone:
        turn.say("utter_taken_back", told=join_phrases([render_quote(each) for each in gone]))


def say_back(turn: Turn, told: Iterable[ExtractedFact]) -> None:
    """« C'est noté : pas de travail de nuit. »: in a few words, the weightiest first."""
    ranked = sorted(told, key=lambda each: _KIND_ORDER.index(each.kind))[:_MAX_PHRASES]
    refused = [each for each in ranked if each.kind == DISLIKE and not each.topics]
    noted = render_facts([each for each in ranked if each not in refused])
    if noted:
        known = all(has_own_phrase(each) for each in ranked if each not in refused)
        turn.say("utter_noted_briefly" if known else "utter_noted_facts", told=join_phrases(noted))
    if refused:
        turn.say("utter_noted_refused", told=join_phrases(render_facts(refused)))


def render_facts(told: Iterable[ExtractedFact]) -> list[dict[str, Any]]:
    """How facts are said back: a few words of the bot where the kind is known, else a quote; what
    draws somebody stays in their words."""
    said: list[dict[str, Any]] = []
    for each in told:
        said += (
            map(render_topic, each.topics) if has_own_phrase(each) else [render_quote(each.words)]
        )
    return [each for at, each in enumerate(said) if each not in said[:at]]


def has_own_phrase(told: ExtractedFact) -> bool:
    """Whether the bot's own few words say all of a fact."""
    return bool(told.topics) and told.kind not in (LIKE, "goal", "strength")


def render_topic(topic: Topic) -> dict[str, Any]:
    """A fact of a known kind: « pas de permis », « 6e générale »."""
    if topic.against or topic.key not in (*wishes.TRADE_WISHES, *_HELD_TOPICS):
        return {"say": f"utter_told_{topic.key}", "detail": topic.detail}
    name = f"told_{topic.key}_held" if topic.key in _HELD_TOPICS else f"wished_{topic.key}"
    return {"say": f"utter_{name}", "detail": topic.detail}


def render_quote(words: str) -> dict[str, Any]:
    """The person's own words, cut to a few."""
    return {"say": "utter_told_quote", "words": clause_extraction.shorten_quotation(words)}


def join_phrases(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """With a comma after each but the last."""
    return [*({"say": "utter_told_and", "one": each} for each in said[:-1]), *said[-1:]]


def _facts_beside_answer(told: Iterable[ExtractedFact]) -> list[ExtractedFact]:
    """What is said back before an answer: the weightiest short thing, and one that is refused."""
    short = [each for each in told if each.topics or len(each.words.split()) <= _MAX_BESIDE_WORDS]
    ranked = sorted(short, key=lambda each: _KIND_ORDER.index(each.kind))
    refused = [each for each in ranked if each.kind == DISLIKE][:1]
    return [*[each for each in ranked if each.kind != DISLIKE][:1], *refused]
