"""Keys of the sentences that pages show for errors.

Errors of `bot.booking`, `bot.handoff`, `bot.deferred_questions`, `bot.notebook` and the console
have a unique, stable `code` in snake_case, prefixed with the family except the console's own
(`booking_taken`, `name_taken`). `_words.html` and `_work_words.html` have a sentence for each that
can be shown.
"""

from __future__ import annotations

from typing import Union

from bot.booking.booking_errors import BookingError
from bot.console.web.templating import load_words
from bot.deferred_questions.deferred_question_errors import DeferredQuestionError
from bot.handoff.handoff_errors import HandoffError
from bot.privacy.message_validation import MessageRefused

REFUSAL_ERRORS = (HandoffError, DeferredQuestionError, MessageRefused)
_MESSAGE_KEYS = {"empty": "empty", "too_long": "too_long"}


def find_error_key(
    error: Union[BookingError, HandoffError, DeferredQuestionError, MessageRefused],
) -> str:
    """Return the error's code, or `failed` if there is no sentence for it."""
    if isinstance(error, MessageRefused):
        return _MESSAGE_KEYS.get(error.reason, "characters")
    return error.code if error.code in load_words().sentences else HandoffError.code
