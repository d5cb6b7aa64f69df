"""Where Telegram calls: only with the secret, and acknowledged only once nothing can be lost."""

from __future__ import annotations

import hmac
import logging

from starlette.requests import Request
from starlette.responses import Response

from bot.channels import body
from bot.channels.receiving import NOT_NOW
from bot.channels.telegram.taking import Taking

logger = logging.getLogger(__name__)

_HEADER = "x-telegram-bot-api-secret-token"


class Webhook:
    """The endpoint. Without a secret it takes nothing."""

    def __init__(self, taking: Taking, secret: str) -> None:
        self._taking, self._secret = taking, secret.encode()

    async def answer(self, request: Request) -> Response:
        """200 for all that is Telegram's and needs not come again, whatever is in it."""
        if not self._is_telegram(request):
            return Response(status_code=403)
        try:
            await self._taking.take(body.parse(await body.raw(request, body.PLATFORM_BYTES)))
        except body.Refused as refused:
            # It would be the same the next time, but for what came too slowly.
            logger.error("a call of Telegram could not be read: %s", refused.reason)
            return Response(status_code=408 if refused.status == 408 else 200)
        except NOT_NOW as error:
            logger.error("an update could not be stored: %s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        shown = request.headers.get(_HEADER, "").encode("utf-8", "surrogatepass")
        return bool(self._secret) and hmac.compare_digest(shown, self._secret)
