"""What a person does with their questions: leave, change, take back, rate the answer."""

from __future__ import annotations

import datetime as dt

from bot.booking.local_time import local_day
from bot.care.detector import detect
from bot.care.signals import LEVELS, Signal
from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions import invitation_repository
from bot.deferred_questions.deferred_question_errors import (
    AlreadyAnswered,
    DistressInQuestion,
    EmptyQuestion,
    NeverWritten,
    QuestionTooLong,
    TooManyQuestions,
    UnknownQuestion,
)
from bot.deferred_questions.deferred_question_repository import WAITING, DeferredQuestion
from bot.deferred_questions.working_days import WorkingDays
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic
from bot.storage.conversation_repository import find_conversation
from bot.storage.message_history_repository import list_signalled_messages
from bot.storage.unit_of_work import UnitOfWork

MAX_WAITING_QUESTIONS, MAX_QUESTION_CHARS = 3, 500
# Messages within this time are one talk: after a signal in it, nothing is left for later.
MAX_TALK_GAP = dt.timedelta(hours=2)
# Above the number of any message.
_ANY_MESSAGE = 2**31 - 1


def leave_question(
    unit: UnitOfWork,
    conversation: int,
    text: str,
    topic: str,
    days: WorkingDays,
    now: dt.datetime,
) -> DeferredQuestion:
    """Store a question for the team; the same one that waits already is returned as it is.

    `text` is redacted. Raises as `check_question` does, or TooManyQuestions.
    """
    words = check_question(unit, conversation, text, now)
    waiting = stored.list_waiting(unit, conversation)
    same = next((each for each in waiting if each.text == words), None)
    if same is not None:
        return same
    if len(waiting) >= MAX_WAITING_QUESTIONS:
        raise TooManyQuestions
    due = days.find_target_day(local_day(now))
    number = stored.insert_question(
        unit, conversation_id=conversation, text=words, topic=topic, created=now, due=due
    )
    return stored.get_question(unit, number)


def change_question(
    unit: UnitOfWork, conversation: int, number: int, text: str, topic: str, now: dt.datetime
) -> DeferredQuestion:
    """Change the text of a waiting question; invitations to answer the old text end.

    Raises as `check_question` does, UnknownQuestion, or AlreadyAnswered.
    """
    words = check_question(unit, conversation, text, now)
    get_own_question(unit, conversation, number)
    if not stored.update_text(unit, number, words, topic):
        raise AlreadyAnswered
    invitation_repository.delete_invitations(unit, number)
    return stored.get_question(unit, number)


def take_back_question(unit: UnitOfWork, conversation: int, number: int) -> None:
    """Delete a question that has no answer yet. Raises UnknownQuestion, AlreadyAnswered."""
    if get_own_question(unit, conversation, number).state != WAITING:
        raise AlreadyAnswered
    stored.delete_question(unit, number)


def get_own_question(unit: UnitOfWork, conversation: int, number: int) -> DeferredQuestion:
    """Return a question of this conversation. Raises UnknownQuestion."""
    found = stored.find_question(unit, number)
    if found is None or found.conversation != conversation:
        raise UnknownQuestion
    return found


def move_to_conversation(unit: UnitOfWork, person: str, conversation: int) -> None:
    """Move the questions of a person to the conversation in which they took up their notebook.

    Answers that were given but not rated are given again there: they may not have been read.
    """
    source = find_conversation(unit, person)
    if source is not None and source != conversation:
        stored.move_questions(unit, source, conversation)


def check_question(unit: UnitOfWork, conversation: int, text: str, now: dt.datetime) -> str:
    """Return the text as it may be stored: on one line, without spaces around it.

    Raises:
        DistressInQuestion: the text or this talk shows distress.
        NeverWritten: it is about a topic that is never stored.
        EmptyQuestion, QuestionTooLong: it cannot be read as a question.
    """
    require_no_distress(unit, conversation, text, now - MAX_TALK_GAP)
    if find_sensitive_topic(text) == NEVER_NOTED:
        raise NeverWritten
    words = " ".join(text.split())
    if not any(each.isalnum() for each in words):
        raise EmptyQuestion
    if len(words) > MAX_QUESTION_CHARS:
        raise QuestionTooLong
    return words


def require_no_distress(unit: UnitOfWork, conversation: int, text: str, since: dt.datetime) -> None:
    """Require that neither the text nor a message of the person since that time shows distress.

    Raises:
        DistressInQuestion: one of them does, be it only to the classifier.
    """
    if signal := detect(text):
        raise DistressInQuestion(signal)
    found = list_signalled_messages(
        unit, conversation, _ANY_MESSAGE, levels=LEVELS[1:], since=since, most=1
    )
    if found:
        raise DistressInQuestion(Signal(found[0].signal, found[0].topic, found[0].matter))
