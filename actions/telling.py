"""What a person tells in passing: noted in their words, said back, used from then on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions import asking, first_leads, noting
from actions.registering import action
from actions.turn import Turn
from bot.guidance import obstacles, wishes
from bot.guidance.entries import FACTS
from bot.guidance.kept_out import NEVER, private
from bot.guidance.wishes import CONDITION_OF

_MAX_QUOTES = 3
# What weighs most in what was told comes first where there is no room for all of it.
_FIRST = ("like", "dislike", "goal", "constraint", "strength", "weakness", "done", "situation")
_WEIGHTY = ("like", "dislike", "goal", "constraint", "strength")
_JOINING = re.compile(
    r"^\W*(?:(?:et|mais|par contre|sinon|alors|donc|puis|car|parce que)\b\W*)+", re.IGNORECASE
)
_MAX_WORDS, _MAX_BESIDE = 18, 12


@action("action_note_facts", interrupts=True)
def note_facts(turn: Turn) -> None:
    """Note each fact; say back those that were noted, before whatever else is asked."""
    told = list(turn.values.get("facts") or ())
    if len(told) == 1 and private(told[0]["words"]) and noting.left_out(turn, "tell_interest"):
        return
    open_facts = [each for each in told if private(each["words"]) is None]
    if any(private(each["words"]) == NEVER for each in told):
        turn.say("utter_never_noted")
    if not turn.notebook.whom:
        open_facts = [each for each in open_facts if not each.get("other")]
    # Beside an answer only what changes it is said back; beside a taste, what happened is not.
    weighty = [each for each in open_facts if each["kind"] in _WEIGHTY]
    said = _beside_an_answer(weighty) if turn.more_to_come else weighty or open_facts
    noted = _quotes(each for each in said if each["kind"] != "dislike")
    refused = _quotes(each for each in said if each["kind"] == "dislike")
    for each in open_facts:
        _note(turn, each["kind"], each["words"])
    if noted or refused:
        turn.say("utter_noted_facts", noted=_line("yes", noted), refused=_line("no", refused))
    held = [each for each in open_facts if each["kind"] in ("constraint", "weakness", "dislike")]
    if turn.answering and asking.passed(turn):
        return  # the next prompt
    if any(wishes.MONEY in obstacles.named(each["words"]) for each in held):
        turn.say("utter_obstacle_money")
    elif not turn.more_to_come and not asking.comes_back(turn.notebook.question):
        if not (noted or refused):
            turn.say("utter_heard")
        elif not (_of_the_subject(turn, open_facts) or first_leads.offer(turn)):
            turn.say("utter_facts_next")


def _of_the_subject(turn: Turn, told: Iterable[dict[str, Any]]) -> bool:
    """What was told, of the profession that is spoken about: its hours to whoever wants no nights;
    else it is offered to go on with it. False where no profession is spoken about."""
    subject = turn.salience.subject
    found = turn.library.base.occupations.get(subject.id) if subject else None
    if found is None or any(each["kind"] in ("like", "goal", "strength") for each in told):
        return False
    keys = [key for each in told for key, _ in wishes.told(each["words"])]
    named = [CONDITION_OF[key] for key in keys if key in CONDITION_OF]
    sentences = [found.conditions.dict()[name] for name in dict.fromkeys(named)]
    response = "utter_fact_of_the_subject" if sentences else "utter_fact_beside_the_subject"
    turn.say(response, id=found.id, title=found.title.both, told=" ".join(sentences))
    return True


def _note(turn: Turn, kind: str, words: str) -> None:
    words = _bare(words)
    near = turn.library.near(words, told=True)
    if kind == "like":
        turn.notebook.dream(words, turn.library.interests_in(words), turn.now, near)
    elif kind == "dislike":
        turn.notebook.refuse(words, turn.now, near=near)
    elif kind in FACTS:
        turn.notebook.tell(kind, words, turn.now, near)
    if kind in ("constraint", "dislike", "like"):
        for key, value in wishes.told(words):
            if kind == "like" and key in wishes.HOURS:
                continue  # « bricoler le week-end »: when it is done, not what is wanted
            refused = kind == "dislike" and key not in wishes.WORRIES
            turn.notebook.wish(key, wishes.NEVER if refused else value, turn.now)


def _quotes(told: Iterable[dict[str, Any]]) -> list[str]:
    told = list(told)
    kept = sorted(told, key=lambda each: _FIRST.index(each["kind"]))[:_MAX_QUOTES]
    quotes = [_short(_bare(each["words"])) for each in told if each in kept]
    return [quote for quote in quotes if quote]


def _beside_an_answer(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is said back before an answer: the weightiest short thing, and one that is refused."""
    short = [each for each in told if len(each["words"].split()) <= _MAX_BESIDE]
    ranked = sorted(short, key=lambda each: _FIRST.index(each["kind"]))
    refused = [each for each in ranked if each["kind"] == "dislike"][:1]
    return [*[each for each in ranked if each["kind"] != "dislike"][:1], *refused]


def _short(words: str) -> str:
    said = words.split()
    return words if len(said) <= _MAX_WORDS else f"{' '.join(said[:_MAX_WORDS])}…"


def _bare(words: str) -> str:
    """Without what joins a clause to the one before it."""
    return _JOINING.sub("", words).strip(" .,;!") or words


def _line(name: str, quotes: list[str]) -> Any:
    if not quotes:
        return ""
    return {"say": f"utter_noted_facts_{name}", "quotes": " ; ".join(f"« {q} »" for q in quotes)}
