"""Rêver: open prompts, what is liked, what is refused."""

from __future__ import annotations

from actions import asking
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import dreaming
from bot.guidance.entries import Question
from bot.guidance.levels import SHORT_STUDIES


@action("action_start_dreaming")
def start_dreaming(turn: Turn) -> None:
    turn.notebook.go("rever")
    question = turn.notebook.question
    standing = question is not None and question.kind == dreaming.KIND
    asking.ask(turn, question if standing and question else dreaming.first(turn.notebook))


@action("action_tell_interest")
def tell_interest(turn: Turn) -> None:
    """A chosen interest, or free words read into interests; an open prompt goes on."""
    chosen = turn.values.get("interest")
    if turn.values.get("value") == "right":
        dreaming.confirm(turn.notebook)
        if not asking.again(turn):
            turn.say("utter_interest_next")
    elif chosen:
        _choose(turn, int(chosen))
        turn.say("utter_interest_next")
    elif not (turn.answering and asking.told(turn)):
        _note(turn)
        turn.say("utter_interest_next")


@action("action_tell_refusal")
def tell_refusal(turn: Turn) -> None:
    """Why a lead was refused, or what is refused in general."""
    question = turn.notebook.question
    if turn.answering and asking.told(turn):
        return
    if question is not None and question.kind == "why" and turn.values.get("reason"):
        asking.told(turn)
        return
    prompt = question if question is not None and question.about == dreaming.REFUSE else None
    refuse(turn)
    if prompt is not None:
        turn.notebook.close_question()
        _go_on(turn, prompt)
    else:
        turn.say("utter_refusal_next")


def refuse(turn: Turn) -> None:
    """Note what is refused; « long studies » limits the leads until taken back."""
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(SHORT_STUDIES)
        turn.say("utter_noted_limit")
        return
    words = turn.values.get("words") or turn.said
    turn.notebook.refuse(words, turn.now)
    turn.say("utter_noted_refusal", words=words)


def _choose(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    turn.notebook.dream(turn.said, [number], turn.now)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _note(turn: Turn) -> None:
    """Keep the words, and the interests that can be read in them."""
    found = [number for number, _ in turn.library.interests.read(turn.vector)]
    turn.notebook.dream(turn.text, found, turn.now)
    if found:
        labels = ", ".join(turn.library.interests.interests[n].label for n in found)
        turn.say("utter_noted_interest", words=turn.text, labels=labels)
    else:
        turn.say("utter_noted_words", words=turn.text)


def _say(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _words(turn: Turn, question: Question) -> None:
    if question.about == dreaming.REFUSE:
        refuse(turn)
    else:
        _note(turn)
    _go_on(turn, question)


def _go_on(turn: Turn, question: Question) -> None:
    following = dreaming.following(question)
    if following is not None:
        asking.ask(turn, following)
    else:
        turn.say("utter_dream_done")


asking.KINDS[dreaming.KIND] = Kind(say=_say, skip=_go_on, words=_words)
