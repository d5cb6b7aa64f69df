"""Questions left for the team: leave, change, take back, and say whether the answer helped."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Optional

from actions import notebook, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.booking.local_time import local_day
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import CONCERN, GENERAL, Signal
from bot.choice_payloads import DeferQuestion
from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions import question_submission
from bot.deferred_questions.deferred_question_errors import (
    AlreadyAnswered,
    DeferredQuestionError,
    DistressInQuestion,
    EmptyQuestion,
    QuestionTooLong,
    TooManyQuestions,
    UnknownQuestion,
)
from bot.deferred_questions.deferred_question_repository import DeferredQuestion
from bot.deferred_questions.working_days import load_working_days
from bot.handoff.unanswered_repository import find_recent_unanswered
from bot.notebook import notebook_repository
from bot.notebook.notebook_entries import Question
from bot.presentation.dates_and_amounts import format_weekday
from bot.presentation.deferred_question_facts import answer_facts, find_answer_response
from bot.turn_context import Turn
from knowledge.entry_kinds import title_of

_KIND = "deferred_question"
# The least score at which an entry names the topic of a question.
_MIN_TOPIC_SCORE = 0.4
_TOPIC_KINDS = ("faq", "service", "occupation")
_MAX_TOPIC_CHARS, _LABEL_CHARS = 160, 40


@action("action_defer_question")
def defer_question(turn: Turn) -> None:
    """Leave the question that the button carries or that is in view, or ask for it.

    Typed words may mean another question than the one in view: that one is shown, and left with one
    tap.
    """
    value = turn.chosen(DeferQuestion)
    if value is not None:
        _BUTTON_HANDLERS[value](turn)
        return
    words = str(turn.values.get("words") or "") or _find_question_in_view(turn)
    if not words:
        prompts.ask(turn, Question(_KIND))
    elif turn.text:
        # No question is opened before a tap: whoever meant something else is heard.
        turn.say("utter_deferred_ask_which", question=words)
    else:
        prompts.close_question(turn, _KIND)
        _store(turn, words)


def say_pending_answers(turn: Turn) -> bool:
    """Say the answers that this conversation did not get yet, and return whether there were any.

    Each is given once.
    """
    any_said = False
    for question in stored.list_undelivered(turn.unit, turn.conversation):
        if stored.mark_delivered(turn.unit, question.id, turn.now):
            turn.say(find_answer_response(question), **answer_facts(question))
            any_said = True
    return any_said


def _find_question_in_view(turn: Turn) -> Optional[str]:
    """Return the last question of this talk that the base did not answer, unless it was left."""
    since = turn.now - question_submission.MAX_TALK_GAP
    found = find_recent_unanswered(turn.unit, turn.conversation, since)
    left = [each.text for each in stored.list_waiting(turn.unit, turn.conversation)]
    return None if found is None or " ".join(found.split()) in left else found


def _store(turn: Turn, words: str, changed: Optional[int] = None) -> None:
    """Leave a question, or change the one of this number, and show what was left."""
    try:
        topic = _find_topic(turn, words)
        if changed is None:
            days = load_working_days(turn.unit, turn.settings.open_hours)
            question = question_submission.leave_question(
                turn.unit, turn.conversation, words, topic, days, turn.now
            )
        else:
            question = question_submission.change_question(
                turn.unit, turn.conversation, changed, words, topic, turn.now
            )
    except DeferredQuestionError as error:
        _say_refusal(turn, error, changed)
    else:
        _say_left(turn, question)


def _find_topic(turn: Turn, words: str) -> str:
    """Return the title of the entry that the question is near to, else of the current profession,
    else ""."""
    hits = turn.library.search(words, _TOPIC_KINDS, 1, local_day(turn.now))
    if hits and hits[0].score >= _MIN_TOPIC_SCORE:
        return hits[0].title[:_MAX_TOPIC_CHARS]
    entry = turn.occupation
    return title_of(entry)[:_MAX_TOPIC_CHARS] if entry is not None else ""


def _say_left(turn: Turn, question: DeferredQuestion) -> None:
    """Show exactly what was left, until when it is answered, and where to read the answer."""
    facts = {
        "question": question.text,
        "id": str(question.id),
        "when": _render_promise(turn, question),
        "days": str(turn.settings.conversation_days),
    }
    where = _render_place_of_answer(turn)
    if where is None:
        turn.say("utter_deferred_left_with_code", code=_find_code(turn), **facts)
    else:
        turn.say("utter_deferred_left", where=where, **facts)


def _render_promise(turn: Turn, question: DeferredQuestion) -> dict[str, str]:
    if question.due < local_day(turn.now):
        return {"say": "utter_deferred_late"}
    return {"say": "utter_deferred_due", "day": format_weekday(question.due)}


def _render_place_of_answer(turn: Turn) -> Optional[dict[str, str]]:
    """Return where a platform brings the answer; None on a page, which is opened again."""
    capabilities = turn.capabilities
    if capabilities.team_window is not None:
        days = str(capabilities.team_window.days + 1)
        return {"say": "utter_deferred_here_for_a_time", "window": days}
    return {"say": "utter_deferred_here"} if capabilities.keeps_copies else None


def _find_code(turn: Turn) -> Optional[str]:
    """Return the code of the notebook; an empty one is stored for whoever noted nothing yet."""
    turn.keep()
    if notebook_repository.find_notebook(turn.unit, turn.person) is None:
        data = turn.notebook.to_json()
        notebook_repository.save_notebook(turn.unit, turn.person, turn.key, data, turn.now)
        turn.reload_notebook()
    return notebook.find_code_words(turn)


def _say_refusal(turn: Turn, error: DeferredQuestionError, changed: Optional[int]) -> None:
    """Say why nothing was stored, and ask again where other words would do."""
    if isinstance(error, DistressInQuestion):
        signal = error.signal or Signal(CONCERN, GENERAL, GENERAL)
        turn.say("utter_deferred_distress", lines=build_answer_facts(signal, turn.now)["lines"])
    elif isinstance(error, TooManyQuestions):
        _list_questions(turn)
    else:
        turn.say(f"utter_{error.code}", most=str(question_submission.MAX_QUESTION_CHARS))
    if isinstance(error, (EmptyQuestion, QuestionTooLong)):
        turn.notebook.open(_open_question(changed))


def _open_question(changed: Optional[int]) -> Question:
    return Question(_KIND, () if changed is None else (str(changed),))


def _list_questions(turn: Turn) -> None:
    """List the questions that wait, each to take back."""
    turn.say(
        "utter_deferred_too_many",
        most=str(question_submission.MAX_WAITING_QUESTIONS),
        options=_make_options(stored.list_waiting(turn.unit, turn.conversation)),
    )


def _say_status(turn: Turn) -> None:
    """Say the answers that have come, and until when the others are expected."""
    prompts.close_question(turn, _KIND)
    answered = say_pending_answers(turn)
    waiting = stored.list_waiting(turn.unit, turn.conversation)
    lines = [
        {
            "say": "utter_deferred_waiting_line",
            "question": each.text,
            "day": format_weekday(local_day(each.created)),
            "when": _render_promise(turn, each),
        }
        for each in waiting
    ]
    if lines:
        turn.say("utter_deferred_waiting", lines=lines, options=_make_options(waiting))
    elif not answered:
        turn.say("utter_deferred_none_waiting")


def _make_options(questions: list[DeferredQuestion]) -> list[dict[str, str]]:
    """Return the questions as choices, with short labels."""
    return [
        {
            "item": str(each.id),
            "label": textwrap.shorten(each.text, _LABEL_CHARS, placeholder="…"),
        }
        for each in questions
    ]


def _parse_item(turn: Turn) -> int:
    """Return the number that the button carries; 0 if none."""
    item = str(turn.values.get("item") or "")
    return int(item) if item.isdecimal() else 0


def _change(turn: Turn) -> None:
    number = _parse_item(turn)
    try:
        question = question_submission.get_own_question(turn.unit, turn.conversation, number)
    except UnknownQuestion:
        turn.say("utter_deferred_unknown")
        return
    prompts.ask(turn, _open_question(question.id))


def _take_back(turn: Turn) -> None:
    try:
        question_submission.take_back_question(turn.unit, turn.conversation, _parse_item(turn))
    except (UnknownQuestion, AlreadyAnswered) as error:
        turn.say(f"utter_{error.code}")
    else:
        turn.say("utter_deferred_taken_back")


def _rate(helped: bool) -> Callable[[Turn], None]:
    """Return the handler of « ça répond » or « pas vraiment »."""

    def rate(turn: Turn) -> None:
        stored.store_rating(turn.unit, _parse_item(turn), turn.conversation, helped)
        turn.say("utter_deferred_helped" if helped else "utter_deferred_not_helped")

    return rate


_BUTTON_HANDLERS: dict[DeferQuestion, Callable[[Turn], None]] = {
    DeferQuestion.CHANGE: _change,
    DeferQuestion.TAKE_BACK: _take_back,
    DeferQuestion.OTHER: lambda turn: prompts.ask(turn, Question(_KIND)),
    DeferQuestion.NOTHING: lambda turn: turn.say("utter_deferred_nothing"),
    DeferQuestion.STATUS: _say_status,
    DeferQuestion.HELPED: _rate(helped=True),
    DeferQuestion.NOT_HELPED: _rate(helped=False),
}


def _answer_words(turn: Turn, question: Question) -> None:
    """Store the line that was asked for, or change the question of the number that it names."""
    _store(turn, turn.text, int(question.values[0]) if question.values else None)


prompts.PROMPT_HANDLERS[_KIND] = PromptHandler(
    say=lambda turn, question: turn.say("utter_deferred_ask"),
    skip=lambda turn, question: turn.say("utter_deferred_nothing"),
    words=_answer_words,
    again=False,
    greedy=True,
    verbatim=True,
)
