"""Rêver: open prompts, what is liked, what is refused."""

from __future__ import annotations

from actions import asking, first_leads, noting
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
    if chosen:
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
    turn.notebook.refuse(words, turn.now, near=turn.library.near(words, told=True))
    turn.say("utter_noted_refusal", words=words)


def _choose(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    near = turn.library.near(f"{turn.said}, {label}", told=True)
    turn.notebook.dream(turn.said, [number], turn.now, near)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _tell(turn: Turn) -> None:
    """Free words without a prompt: noted, and the professions that they point at, unless something
    else is being asked."""
    noted = _note(turn)
    if turn.notebook.question is not None:
        asking.offer_again(turn)
    elif noted and not first_leads.offer(turn):
        _invite(turn)


def _note(turn: Turn) -> bool:
    """Keep the words, with the interests and the professions that they come near to."""
    if noting.left_out(turn, "tell_interest"):
        return False
    words = turn.words
    read, near = turn.library.interests_in(words), turn.library.near(words, told=True)
    turn.notebook.dream(words, read, turn.now, near)
    turn.say("utter_noted_words", words=words)
    return True


def _invite(turn: Turn) -> None:
    """More of the same, not in the same words twice."""
    first = len(turn.notebook.dreams) < 2
    turn.say("utter_interest_next" if first else "utter_interest_more")


def _say(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _words(turn: Turn, question: Question) -> None:
    if question.about == dreaming.REFUSE:
        refuse(turn)
        turn.notebook.go("rever")
    else:
        _note(turn)
    _go_on(turn, question)


def _go_on(turn: Turn, question: Question) -> None:
    following = dreaming.following(question)
    if following is not None:
        asking.ask(turn, following)
    else:
        turn.say("utter_dream_done")


def _bare(turn: Turn, question: Question, yes: bool) -> None:
    """A bare yes tells nothing yet; a bare no is nothing to tell."""
    if yes:
        asking.ask(turn, question)
    else:
        _go_on(turn, question)


asking.KINDS[dreaming.KIND] = Kind(
    say=_say, skip=_go_on, words=_words, confirm=_bare, easier=dreaming.easier
)
