"""Errors of deferred questions; all derive from `DeferredQuestionError`. None repeats a text."""

from __future__ import annotations

from typing import ClassVar

from bot.care.signals import Signal


class DeferredQuestionError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class DistressInQuestion(DeferredQuestionError):
    """The text or the conversation shows distress: it must not wait for an answer.

    `signal` is that of the text, or of the last message that had one.
    """

    code = "deferred_distress"

    def __init__(self, signal: Signal) -> None:
        super().__init__(signal.level)
        self.signal = signal


class NeverWritten(DeferredQuestionError):
    """The text is about a topic that is never stored, such as residence status."""

    code = "deferred_never_written"


class EmptyQuestion(DeferredQuestionError):
    """The text has no word."""

    code = "deferred_empty"


class QuestionTooLong(DeferredQuestionError):
    """The text is longer than MAX_QUESTION_CHARS."""

    code = "deferred_too_long"


class TooManyQuestions(DeferredQuestionError):
    """The person has MAX_WAITING_QUESTIONS questions that wait."""

    code = "deferred_too_many"


class UnknownQuestion(DeferredQuestionError):
    """The question does not exist: taken back, erased or expired."""

    code = "deferred_unknown"


class AlreadyAnswered(DeferredQuestionError):
    """The question has an answer already."""

    code = "deferred_already_answered"


class UnknownInvitation(DeferredQuestionError):
    """The link opens nothing: unknown, expired, replaced, or its question is closed."""

    code = "deferred_unknown_invitation"


class AlreadyDrafted(DeferredQuestionError):
    """The professional has answered already."""

    code = "deferred_already_drafted"


class NoDraft(DeferredQuestionError):
    """There is no draft of a professional to accept or refuse."""

    code = "deferred_no_draft"
