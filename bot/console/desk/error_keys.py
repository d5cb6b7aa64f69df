"""The key of the sentence that a page shows for an error.

Errors of `bot.booking`, `bot.handoff`, `bot.notebook` and the console have a `code`: unique, in
snake_case, with the family as prefix but for the console's own (`booking_taken`, `name_taken`). It
stays when a class is renamed. `_words.html` and `_work_words.html` have a sentence for each that a
page can show.
"""

from __future__ import annotations

from typing import Union

from bot.booking.booking_errors import BookingError
from bot.console.web.templating import load_words
from bot.handoff.handoff_errors import HandoffError
from bot.privacy.message_validation import MessageRefused

REFUSAL_ERRORS = (HandoffError, MessageRefused)
_MESSAGE_KEYS = {"empty": "empty", "too_long": "too_long"}


def find_error_key(error: Union[BookingError, HandoffError, MessageRefused]) -> str:
    """Its code; `failed` where no sentence is foreseen."""
    if isinstance(error, MessageRefused):
        return _MESSAGE_KEYS.get(error.reason, "characters")
    return error.code if error.code in load_words().sentences else HandoffError.code
