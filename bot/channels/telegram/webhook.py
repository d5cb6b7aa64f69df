"""The webhook of Telegram; a call needs the secret, and is acknowledged once it is durable."""

from __future__ import annotations

import hmac
import logging

from starlette.requests import Request
from starlette.responses import Response

from bot.channels import request_body
from bot.channels.platform_intake import RETRYABLE_ERRORS
from bot.channels.telegram.update_handler import UpdateHandler

logger = logging.getLogger(__name__)

_AUTHENTICATION_HEADER = "x-telegram-bot-api-secret-token"


class TelegramWebhook:
    """The endpoint; without a secret it refuses every call."""

    def __init__(self, taking: UpdateHandler, secret: str) -> None:
        self._taking, self._secret = taking, secret.encode()

    async def answer(self, request: Request) -> Response:
        """Handle a call; 200 means that Telegram should not send it again."""
        if not self._is_telegram(request):
            return Response(status_code=403)
        try:
            await self._taking.take(
                request_body.parse_json_object(
                    await request_body.read_bytes(request, request_body.MAX_PLATFORM_BODY_BYTES)
                )
            )
        except request_body.RequestRefused as refused:
            # Only a slow body may succeed the next time.
            logger.error("a call of Telegram could not be read: %s", refused.reason)
            return Response(status_code=408 if refused.status == 408 else 200)
        except RETRYABLE_ERRORS as error:
            logger.error("an update could not be stored: %s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get(_AUTHENTICATION_HEADER, "").encode("utf-8", "surrogatepass")
        return bool(self._secret) and hmac.compare_digest(shown, self._secret)
