"""Rêver: open prompts, what is liked, what is refused."""

from __future__ import annotations

from actions import asking, first_leads, following, noting, telling
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import clauses, dreaming, facts_told
from bot.guidance.entries import Question
from bot.guidance.facts_told import ANYBODY, DISLIKE, LIKE, Told
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
    told = refuse(turn)
    if prompt is not None:
        turn.notebook.close_question()
        turn.notebook.go("rever")
        _go_on(turn, prompt)
    else:
        following.go_on(turn, told)


def refuse(turn: Turn) -> list[Told]:
    """Note what is refused; « long studies » limits the leads until taken back."""
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
        return []
    if noting.left_out(turn, "tell_refusal"):
        return []
    words = turn.words or turn.said
    told = facts_told.apart(DISLIKE, words, of=ANYBODY) or [Told(DISLIKE, words)]
    for each in told:
        telling.note(turn, each)
    if len(told) == 1 and not told[0].topics:
        turn.say("utter_noted_refusal", words=told[0].words)
    else:
        telling.say_back(turn, told)
    return told


def _choose(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    near = turn.library.near(f"{turn.said}, {label}", told=True)
    turn.notebook.dream(turn.said, [number], turn.now, near)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _tell(turn: Turn) -> None:
    """Free words without a prompt: noted, and the professions that they point at, unless something
    else is being asked."""
    if noting.left_out(turn, "tell_interest"):
        return
    of = ANYBODY if turn.values.get("value") == noting.KEEP else turn.notebook.whom
    told = facts_told.apart(LIKE, turn.words, of)
    _note(turn, told)
    if turn.notebook.question is not None:
        asking.offer_again(turn)
    elif not told:
        following.heard(turn)
    elif all(each.kind != LIKE for each in told):
        following.go_on(turn, told)
    elif not first_leads.offer(turn):
        _invite(turn)


def _note(turn: Turn, told: list[Told]) -> None:
    """Keep what was told, with the interests and the professions that it comes near to."""
    for each in told:
        telling.note(turn, each)
    if len(told) == 1 and told[0].kind == LIKE:
        turn.say("utter_noted_words", words=told[0].words)
    else:
        telling.say_back(turn, told)


def _invite(turn: Turn) -> None:
    """More of the same, not in the same words twice."""
    ways = ("utter_interest_next", "utter_interest_more", "utter_step_leads")
    any(following.once(turn, each) for each in ways)


def _say(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _words(turn: Turn, question: Question) -> None:
    if question.about == dreaming.REFUSE:
        if not clauses.says_nothing(turn.words):
            refuse(turn)
        turn.notebook.go("rever")
    elif not noting.left_out(turn, "tell_interest"):
        told = facts_told.apart(LIKE, turn.words, of=ANYBODY)
        if not told and not dreaming.is_easier(question):
            _ease(turn, question)
            return
        _note(turn, told)
    _go_on(turn, question)


def _ease(turn: Turn, question: Question) -> None:
    """« bof » answers nothing: two small situations instead."""
    simpler = dreaming.easier(question)
    if simpler is not None:
        asking.ask(turn, simpler)
    else:
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
