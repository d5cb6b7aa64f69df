"""Where Telegram calls: only with the secret, and acknowledged only once nothing can be lost."""

from __future__ import annotations

import hmac
import logging

from starlette.requests import Request
from starlette.responses import Response

from bot.channels import request_body
from bot.channels.platform_intake import RETRYABLE_ERRORS
from bot.channels.telegram.update_handler import UpdateHandler

logger = logging.getLogger(__name__)

_SECRET_HEADER = "x-telegram-bot-api-secret-token"


class TelegramWebhook:
    """The endpoint. Without a secret it takes nothing."""

    def __init__(self, taking: UpdateHandler, secret: str) -> None:
        self._taking, self._secret = taking, secret.encode()

    async def answer(self, request: Request) -> Response:
        """200 for all that is Telegram's and needs not come again, whatever is in it."""
        if not self._is_telegram(request):
            return Response(status_code=403)
        try:
            await self._taking.take(
                request_body.parse_json_object(
                    await request_body.read_bytes(request, request_body.MAX_PLATFORM_BODY_BYTES)
                )
            )
        except request_body.RequestRefused as refused:
            # It would be the same the next time, but for what came too slowly.
            logger.error("a call of Telegram could not be read: %s", refused.reason)
            return Response(status_code=408 if refused.status == 408 else 200)
        except RETRYABLE_ERRORS as error:
            logger.error("an update could not be stored: %s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogatepass")
        return bool(self._secret) and hmac.compare_digest(shown, self._secret)
