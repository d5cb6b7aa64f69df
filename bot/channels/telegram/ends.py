"""How a call of the Bot API ended, as delivery understands it."""

from __future__ import annotations

import datetime as dt

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.conversation.sending import Gone, Later, Refused, SendError, Unknown

# A token that is wrong is not right a minute later.
REJECTED_SECONDS = 600.0
_NOBODY = ("chat not found", "peer_id_invalid", "user not found")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def end_of(error: TelegramError) -> SendError:
    """What became of the message that was to be sent."""
    if isinstance(error, RetryAfter):
        return Later(seconds(error))
    if _of_a_proxy(error):
        return Later()
    if isinstance(error, (Forbidden, ChatMigrated)):
        return Gone()
    if token_refused(error):
        return Later(REJECTED_SECONDS)
    if isinstance(error, BadRequest):
        said = error.message.lower()
        return Gone() if any(words in said for words in _NOBODY) else Refused()
    if isinstance(error, Conflict) or not_sent(error):
        return Later()
    # Telegram itself said that it failed. A gateway before it says no JSON, and knows nothing.
    if type(error) is NetworkError and error.__cause__ is None:
        return Later()
    return Unknown()


def token_refused(error: TelegramError) -> bool:
    """Whether Telegram does not take the token."""
    return isinstance(error, InvalidToken) and not _of_a_proxy(error)


def _of_a_proxy(error: TelegramError) -> bool:
    """Whether it is a refusal that is no JSON: a page of somebody between Telegram and us."""
    refusal = isinstance(error, (BadRequest, Conflict, Forbidden, InvalidToken))
    return refusal and error.__cause__ is not None


def not_sent(error: TelegramError) -> bool:
    """Whether the call never left."""
    return isinstance(error.__cause__, _NOT_SENT)


def seconds(error: RetryAfter) -> float:
    """How long to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)
