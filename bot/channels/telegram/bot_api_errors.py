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

from bot.messaging.platform_sender import (
    DeliveryUnknown,
    MessageRefused,
    RecipientGone,
    RetryableError,
    SendError,
)

# A token that is wrong is not right a minute later.
TOKEN_RETRY_SECONDS = 600.0
_RECIPIENT_GONE_TEXTS = ("chat not found", "peer_id_invalid", "user not found")
_NOT_SENT_ERRORS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def to_send_error(error: TelegramError) -> SendError:
    """What became of the message that was to be sent."""
    if isinstance(error, RetryAfter):
        return RetryableError(retry_seconds(error))
    if _is_proxy_page(error):
        return RetryableError()
    if isinstance(error, (Forbidden, ChatMigrated)):
        return RecipientGone()
    if is_token_refused(error):
        return RetryableError(TOKEN_RETRY_SECONDS)
    if isinstance(error, BadRequest):
        said = error.message.lower()
        return (
            RecipientGone()
            if any(words in said for words in _RECIPIENT_GONE_TEXTS)
            else MessageRefused()
        )
    if isinstance(error, Conflict) or was_not_sent(error):
        return RetryableError()
    # Telegram itself said that it failed. A gateway before it says no JSON, and knows nothing.
    if type(error) is NetworkError and error.__cause__ is None:
        return RetryableError()
    return DeliveryUnknown()


def is_token_refused(error: TelegramError) -> bool:
    """Whether Telegram does not take the token."""
    return isinstance(error, InvalidToken) and not _is_proxy_page(error)


def _is_proxy_page(error: TelegramError) -> bool:
    """Whether it is a refusal that is no JSON: a page of somebody between Telegram and us."""
    refusal = isinstance(error, (BadRequest, Conflict, Forbidden, InvalidToken))
    return refusal and error.__cause__ is not None


def was_not_sent(error: TelegramError) -> bool:
    """Whether the call never left."""
    return isinstance(error.__cause__, _NOT_SENT_ERRORS)


def retry_seconds(error: RetryAfter) -> float:
    """How long to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)
