"""Rêver: open prompts, what is liked, what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions import asking, noting
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
    chosen, question = turn.values.get("interest"), turn.notebook.question
    if turn.values.get("value") == "right":
        _confirm_words(turn, turn.values.get("words") or "")
    elif chosen:
        _choose(turn, int(chosen))
        if question is not None and question.kind == dreaming.KIND:
            turn.notebook.close_question()
        if question is not None and dreaming.is_easier(question):
            _go_on(turn, question)
        else:
            _invite(turn)
    elif not turn.words:
        start_dreaming(turn)  # the meaning itself was pressed (« Dire ce que j'aime »)
    elif not (turn.answering and asking.told(turn)):
        _tell(turn)


@action("action_tell_refusal")
def tell_refusal(turn: Turn) -> None:
    """Why a lead was refused, or what is refused in general."""
    question = turn.notebook.question
    prompt = question if dreaming.takes_refusals(question, turn.words) else None
    if turn.answering and prompt is None and asking.told(turn):
        return
    if question is not None and question.kind == "why" and turn.values.get("reason"):
        asking.told(turn)
        return
    if not turn.text and not turn.values:
        asking.ask(turn, Question(dreaming.KIND, about=dreaming.REFUSE))
        return
    refuse(turn)
    if prompt is not None:
        turn.notebook.close_question()
        turn.notebook.go("rever")
        _go_on(turn, prompt)
    else:
        turn.say("utter_refusal_next")


def refuse(turn: Turn) -> None:
    """Note what is refused; « long studies » limits the leads until taken back."""
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
        return
    if noting.left_out(turn, "tell_refusal"):
        return
    words = turn.words or turn.said
    turn.notebook.refuse(words, turn.now, near=turn.library.near(words))
    turn.say("utter_noted_refusal", words=words)


def _choose(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    turn.notebook.dream(turn.said, [number], turn.now)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _tell(turn: Turn) -> None:
    """Free words without a prompt. What was read in them waits for a yes, unless something else
    is being asked: then it is confirmed before the first leads."""
    question = turn.notebook.question
    if question is not None and question.kind != _READ:
        if not noting.left_out(turn, "tell_interest"):
            _dream(turn)
            turn.say("utter_noted_words", words=turn.words)
        asking.offer_again(turn)
        return
    found = _note(turn)
    if found:
        turn.notebook.open(Question(_READ, tuple(map(str, found))))
    else:
        _invite(turn)


def _note(turn: Turn) -> list[int]:
    """Keep the words, and the interests that can be read in them."""
    if noting.left_out(turn, "tell_interest"):
        return []
    found = _dream(turn)
    if found:
        turn.say("utter_noted_interest", words=turn.words, labels=_labels(turn, found))
    else:
        turn.say("utter_noted_words", words=turn.words)
    return found


def _dream(turn: Turn) -> list[int]:
    found = turn.library.interests_in(turn.words)
    turn.notebook.dream(turn.words, found, turn.now, turn.library.near(turn.words))
    return found


def _labels(turn: Turn, numbers: Iterable[int]) -> str:
    return ", ".join(turn.library.interests.interests[number].label for number in numbers)


def _invite(turn: Turn) -> None:
    """More of the same, not in the same words twice."""
    first = len(turn.notebook.dreams) < 2
    turn.say("utter_interest_next" if first else "utter_interest_more")


def _confirm_words(turn: Turn, words: str) -> None:
    """« C'est juste » was pressed under these words."""
    dreaming.confirm(turn.notebook, dreaming.read_in(turn.notebook, words))
    question = turn.notebook.question
    if question is not None and question.kind == _READ:
        turn.notebook.close_question()
        dreaming.confirm(turn.notebook, _numbers(question))
        _invite(turn)
    elif not asking.again(turn):
        _invite(turn)


def _numbers(question: Question) -> list[int]:
    return [int(value) for value in question.values]


def _say(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _words(turn: Turn, question: Question) -> None:
    found: list[int] = []
    if question.about == dreaming.REFUSE:
        refuse(turn)
        turn.notebook.go("rever")
    else:
        found = _note(turn)
    _go_on(turn, question, found)


def _go_on(turn: Turn, question: Question, read: Iterable[int] = ()) -> None:
    """The next prompt; it also waits for a yes or no to what was read in the last answer."""
    following = dreaming.following(question)
    if following is not None:
        asking.ask(turn, replace(following, values=tuple(map(str, read))))
    else:
        turn.say("utter_dream_done")


def _confirm_last(turn: Turn, question: Question, yes: bool) -> None:
    """A bare yes or no to a prompt is about what was read in the answer before it."""
    if not question.values or (question.about == dreaming.REFUSE and not yes):
        if yes:
            asking.ask(turn, question)
        else:
            _go_on(turn, question)
        return
    _settle(turn, question, yes)
    asking.ask(turn, replace(question, values=()))


def _settle(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        dreaming.confirm(turn.notebook, _numbers(question))
    else:
        dreaming.drop(turn.notebook, _numbers(question))
        turn.say("utter_interest_wrong")


def _say_read(turn: Turn, question: Question) -> None:
    turn.say("utter_confirm_interests", labels=_labels(turn, _numbers(question)))


def _confirm_read(turn: Turn, question: Question, yes: bool) -> None:
    _settle(turn, question, yes)
    if yes:
        _invite(turn)
    else:
        turn.say("utter_interest_more")


def _leave_read(turn: Turn, question: Question) -> None:
    _invite(turn)


_READ = "read"
asking.KINDS[dreaming.KIND] = Kind(
    say=_say, skip=_go_on, words=_words, confirm=_confirm_last, easier=dreaming.easier
)
asking.KINDS[_READ] = Kind(say=_say_read, skip=_leave_read, confirm=_confirm_read, again=False)
