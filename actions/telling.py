"""What a person tells in passing: noted, said back in a few words, used from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions import asking, following, hearing, noting
from actions.registering import action
from actions.turn import Turn
from bot.guidance import clauses, facts_told, polarity, wishes
from bot.guidance.entries import FACTS
from bot.guidance.facts_told import DISLIKE, LIKE, Piece, Told
from bot.guidance.kept_out import NEVER, private
from bot.guidance.topics import Topic

_MAX_SAID = 3
# What weighs most in what was told comes first where there is no room for all of it.
_FIRST = ("like", "dislike", "goal", "constraint", "strength", "weakness", "done", "situation")
_WEIGHTY = ("like", "dislike", "goal", "constraint", "strength")
_MAX_BESIDE = 12
# What somebody has or lacks.
_HELD = ("licence", "diploma")
# What is heard and no fact: nothing is noted, and nothing is asked.
ONLY_ANSWERS, DOUBT, CLASS, OF_ANOTHER = "only_answers", "doubt", "class", "of_another"


@action("action_note_facts", interrupts=True)
def note_facts(turn: Turn) -> None:
    """Note each fact; say back those that were noted, before whatever else is asked."""
    read = list(turn.values.get("facts") or ())
    if not read and _only_heard(turn):
        return
    if len(read) == 1 and private(read[0]["words"]) and noting.left_out(turn, "tell_interest"):
        return
    if any(private(each["words"]) == NEVER for each in read):
        turn.say("utter_never_noted")
    told = [fact for each in read if not private(each["words"]) for fact in _apart(turn, each)]
    for each in read:
        if any(fact.kind == LIKE for fact in _apart(turn, each)):
            _take_back(turn, each["words"])  # as it was said: « en fait … » tells it
    for each in told:
        note(turn, each)
    # Beside an answer only what changes it is said back; beside a taste, what happened is not.
    weighty = [each for each in told if each.kind in _WEIGHTY or each.topics]
    sure = [fact for each in read if not each.get("unsure") for fact in _apart(turn, each)]
    beside = [each for each in weighty if each in sure]
    heard = turn.values.get("heard")
    if heard:  # what takes it up says more than a quote
        say_back(turn, [each for each in told if is_brief(each)])
        hearing.take_up(turn, heard)
        return
    said = _beside_an_answer(beside) if turn.more_to_come else weighty or told
    say_back(turn, said)
    if turn.answering and asking.passed(turn):
        return  # the next prompt
    if not turn.more_to_come and not told:
        following.heard(turn)
    elif following.money(turn, told) or turn.more_to_come:
        return
    elif not asking.comes_back(turn.notebook.question):
        following.go_on(turn, told)


def _only_heard(turn: Turn) -> bool:
    """What is no fact of whoever writes: answered, and not noted."""
    value = turn.values.get("value")
    if turn.values.get("heard"):
        hearing.take_up(turn, turn.values["heard"])
        return True
    if value == DOUBT:
        following.doubted(turn)
    elif value == ONLY_ANSWERS:
        turn.say("utter_only_answers")
    elif value == OF_ANOTHER:
        following.heard(turn)
    elif value == CLASS:
        turn.say("utter_hello_class")
    else:
        return False
    return True


def _apart(turn: Turn, read: dict[str, Any]) -> list[Told]:
    pieces = [Piece(**each) for each in read.get("pieces", ())]
    other, whom = bool(read.get("other")), turn.notebook.whom
    return facts_told.apart(read["kind"], read["words"], whom, other, pieces)


def note(turn: Turn, told: Told) -> None:
    """Into the notebook, with the professions that the words come near to."""
    words, kind = told.words, told.kind
    # What is refused with an exception keeps no profession out of the leads.
    excepted = kind == DISLIKE and bool(polarity.without_exception(words)[1])
    near = () if excepted else turn.library.near(words, told=True)
    if kind == LIKE:
        turn.notebook.dream(words, turn.library.interests_in(words), turn.now, near)
    elif kind == DISLIKE:
        turn.notebook.refuse(words, turn.now, near=near)
    elif kind in FACTS:
        turn.notebook.tell(kind, words, turn.now, near)
    if kind in ("constraint", DISLIKE, LIKE):
        for key, value in wishes.told(words):
            if kind == LIKE and key in wishes.HOURS:
                continue  # « bricoler le week-end »: when it is done, not what is wanted
            refused = kind == DISLIKE and key not in wishes.WORRIES
            turn.notebook.wish(key, wishes.NEVER if refused else value, turn.now)


def _take_back(turn: Turn, words: str) -> None:
    """« en fait les grues ça passe si elles sont petites »: no longer refused, and said so."""
    accepted = polarity.accepted(words)
    gone = turn.notebook.take_back(accepted) if accepted else ()
    if gone:
        turn.say("utter_taken_back", told=listed([quote(each) for each in gone]))


def say_back(turn: Turn, told: Iterable[Told]) -> None:
    """« C'est noté : pas de travail de nuit. »: in a few words, the weightiest first."""
    ranked = sorted(told, key=lambda each: _FIRST.index(each.kind))[:_MAX_SAID]
    refused = [each for each in ranked if each.kind == DISLIKE and not each.topics]
    noted = phrases([each for each in ranked if each not in refused])
    if noted:
        known = all(is_brief(each) for each in ranked if each not in refused)
        turn.say("utter_noted_briefly" if known else "utter_noted_facts", told=listed(noted))
    if refused:
        turn.say("utter_noted_refused", told=listed(phrases(refused)))


def phrases(told: Iterable[Told]) -> list[dict[str, Any]]:
    """How facts are said back: a few words of the bot where the kind is known, else a quote; what
    draws somebody stays in their words."""
    said: list[dict[str, Any]] = []
    for each in told:
        said += map(phrase, each.topics) if is_brief(each) else [quote(each.words)]
    return [each for at, each in enumerate(said) if each not in said[:at]]


def is_brief(told: Told) -> bool:
    """Whether the bot's own few words say all of a fact."""
    return bool(told.topics) and told.kind not in (LIKE, "goal", "strength")


def phrase(topic: Topic) -> dict[str, Any]:
    """A fact of a known kind: « pas de permis », « 6e générale »."""
    if topic.against or topic.key not in (*wishes.OF_TRADES, *_HELD):
        return {"say": f"utter_told_{topic.key}", "detail": topic.detail}
    name = f"told_{topic.key}_held" if topic.key in _HELD else f"wished_{topic.key}"
    return {"say": f"utter_{name}", "detail": topic.detail}


def quote(words: str) -> dict[str, Any]:
    """The person's own words, cut to a few."""
    return {"say": "utter_told_quote", "words": clauses.quoted(words)}


def listed(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """With a comma after each but the last."""
    return [*({"say": "utter_told_and", "one": each} for each in said[:-1]), *said[-1:]]


def _beside_an_answer(told: Iterable[Told]) -> list[Told]:
    """What is said back before an answer: the weightiest short thing, and one that is refused."""
    short = [each for each in told if each.topics or len(each.words.split()) <= _MAX_BESIDE]
    ranked = sorted(short, key=lambda each: _FIRST.index(each.kind))
    refused = [each for each in ranked if each.kind == DISLIKE][:1]
    return [*[each for each in ranked if each.kind != DISLIKE][:1], *refused]
