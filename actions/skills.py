"""Rêver: from what the person did to what they can do, told back in their words."""

from __future__ import annotations

from collections.abc import Iterable

from actions import asking, noting
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import skills
from bot.guidance.entries import Question

_MOST = 2  # skills read in one sentence: more are a guess


@action("action_start_skills")
def start_skills(turn: Turn) -> None:
    """Begin, or go on with what was pressed: a context, a situation, right or wrong."""
    turn.notebook.go("rever")
    value, item = turn.values.get("value"), turn.values.get("item")
    if value in ("right", "wrong"):
        _judge(turn, turn.values.get("words") or "", value == "right")
    elif value in skills.CONTEXTS:
        asking.ask(turn, skills.inside(_standing(turn), value, turn.said))
    elif item:
        _note(turn, _standing(turn), turn.said, [int(item)])
    elif value == noting.KEEP or (turn.text and _read(turn)):
        _hear(turn, _standing(turn))  # « j'ai fait du baby-sitting, ça sert ? »
    else:
        asking.ask(turn, _standing(turn))


def labels(turn: Turn, numbers: Iterable[int]) -> str:
    """What the person can do, as « tu sais » goes on."""
    return ", ".join(turn.library.skills.skills[number].label for number in numbers)


def _standing(turn: Turn) -> Question:
    """The question of this talk that stands, else its first."""
    question = turn.notebook.question
    return question if question is not None and _ours(question) else skills.first()


def _ours(question: Question) -> bool:
    return question.kind in (skills.KIND, skills.READ)


def _read(turn: Turn) -> list[int]:
    return [number for number, _ in turn.library.skills.read(turn.vector, _MOST)]


def _hear(turn: Turn, question: Question) -> None:
    """Free words. Those that a notebook does not hold are replaced by the choice made before."""
    words = skills.pressed(question) if noting.left_out(turn, "start_skills") else turn.words
    if words:
        _note(turn, question, words, _read(turn))
    else:
        asking.ask(turn, skills.again(question))


def _note(turn: Turn, question: Question, words: str, numbers: list[int]) -> None:
    """Keep what is read, and ask whether it is right."""
    turn.notebook.experience(words, numbers, turn.now)
    fresh = [n for n in skills.unconfirmed_in(turn.notebook, words.strip()) if n in numbers]
    if fresh:
        asking.ask(turn, skills.read(question, fresh))
    elif numbers:
        turn.say("utter_skills_known", labels=labels(turn, numbers))
        _go_on(turn, question)
    else:
        turn.say("utter_skills_not_read")
        _leave(turn, question)


def _go_on(turn: Turn, question: Question) -> None:
    following = skills.following(question)
    if following is not None:
        asking.ask(turn, following)
    else:
        _end(turn)


def _leave(turn: Turn, question: Question) -> None:
    """Something easier, else the end."""
    easier = skills.easier(question)
    if easier is not None:
        asking.ask(turn, easier)
    else:
        _end(turn)


def _end(turn: Turn) -> None:
    """What is noted, and where to go with it."""
    question = turn.notebook.question
    if question is not None and _ours(question):
        turn.notebook.close_question()
    known = [skill.number for skill in turn.notebook.skills]
    if known:
        turn.say("utter_skills_done", labels=labels(turn, known))
    else:
        turn.say("utter_skills_none")


def _judge(turn: Turn, words: str, right: bool) -> None:
    """« C'est juste » or « Non, enlève » was pressed under these words."""
    read = [skill.number for skill in turn.notebook.skills if skill.words == words.strip()]
    _settle(turn, skills.unconfirmed_in(turn.notebook, words) if right else read, right)
    question = turn.notebook.question
    answered = question is not None and question.kind == skills.READ
    if question and answered and not skills.waiting(turn.notebook, question):
        _go_on(turn, question)
    elif not asking.again(turn):
        _end(turn)


def _settle(turn: Turn, numbers: list[int], right: bool) -> None:
    for number in numbers:
        if right:
            turn.notebook.confirm_skill(number)
        else:
            turn.notebook.drop_skill(number)
    turn.say("utter_skills_right" if right else "utter_skills_wrong")


def _say(turn: Turn, question: Question) -> None:
    turn.say(f"utter_experience_{question.about or skills.WHERE}")


def _bare(turn: Turn, question: Question, yes: bool) -> None:
    """A bare yes tells nothing yet; a bare no is nothing to tell."""
    if yes:
        asking.ask(turn, question)
    else:
        _leave(turn, question)


def _say_read(turn: Turn, question: Question) -> None:
    """Quotes the words that it was read in; what was taken out meanwhile is not asked about."""
    numbers = skills.waiting(turn.notebook, question)
    if numbers:
        words = next(s.words for s in turn.notebook.skills if s.number == numbers[0])
        turn.say("utter_skills_read", words=words, labels=labels(turn, numbers))
    else:
        _go_on(turn, question)


def _confirm(turn: Turn, question: Question, yes: bool) -> None:
    _settle(turn, skills.waiting(turn.notebook, question), yes)
    _go_on(turn, question)


def _reads(turn: Turn) -> bool:
    """« j'aide ma sœur à faire ses devoirs » is no question for somebody else."""
    return bool(_read(turn))


asking.KINDS[skills.KIND] = Kind(say=_say, skip=_leave, words=_hear, confirm=_bare, reads=_reads)
asking.KINDS[skills.READ] = Kind(
    say=_say_read, skip=_go_on, words=_hear, confirm=_confirm, reads=_reads
)
