"""Translation of Bot API errors to delivery errors."""

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

# Long, since a wrong token needs an operator.
TOKEN_RETRY_SECONDS = 600.0
_RECIPIENT_GONE_TEXTS = ("chat not found", "peer_id_invalid", "user not found")
_NOT_SENT_ERRORS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def to_send_error(error: TelegramError) -> SendError:
    """Return the delivery error of a failed send."""
    if isinstance(error, RetryAfter):
        return RetryableError(retry_seconds(error))
    if _is_proxy_page(error):
        return RetryableError()
    if isinstance(error, (Forbidden, ChatMigrated)):
        return RecipientGone()
    if is_token_refused(error):
        return RetryableError(TOKEN_RETRY_SECONDS)
    if isinstance(error, BadRequest):
        text = error.message.lower()
        is_gone = any(words in text for words in _RECIPIENT_GONE_TEXTS)
        return RecipientGone() if is_gone else MessageRefused()
    if isinstance(error, Conflict) or was_not_sent(error):
        return RetryableError()
    # With JSON, Telegram itself reports the failure; without, it is a gateway, which cannot tell.
    if type(error) is NetworkError and error.__cause__ is None:
        return RetryableError()
    return DeliveryUnknown()


def is_token_refused(error: TelegramError) -> bool:
    """Whether Telegram rejects the token."""
    return isinstance(error, InvalidToken) and not _is_proxy_page(error)


def _is_proxy_page(error: TelegramError) -> bool:
    """Whether a refusal is not JSON, and so comes from a proxy and not from Telegram."""
    refusal = isinstance(error, (BadRequest, Conflict, Forbidden, InvalidToken))
    return refusal and error.__cause__ is not None


def was_not_sent(error: TelegramError) -> bool:
    """Whether the call was certainly not sent."""
    return isinstance(error.__cause__, _NOT_SENT_ERRORS)


def retry_seconds(error: RetryAfter) -> float:
    """Return the seconds to wait before a retry."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)
