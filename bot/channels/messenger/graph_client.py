"""A client of Meta's Graph API for Messenger; the token is sent in a header, as URLs get logged."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any, Optional

import httpx

from bot.channels.messenger.graph_errors import GraphError, GraphUnreachable, describe_problem
from bot.channels.messenger.messenger_settings import MessengerSettings
from bot.messaging.platform_sender import DeliveryUnknown, RetryableError

logger = logging.getLogger(__name__)

MAX_REQUEST_SECONDS = 20.0
_MESSAGES_PATH, _PROFILE_PATH = "me/messages", "me/messenger_profile"
# Errors after which the request was certainly not sent.
_NOT_SENT_ERRORS = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True)
class Upload:
    """A file to send with a message."""

    content: bytes
    name: str
    media_type: str


@dataclass
class GraphClient:
    """Access to a page. Calls raise `GraphError` or `GraphUnreachable`, except `send`."""

    settings: MessengerSettings
    _client: Optional[httpx.AsyncClient] = field(default=None, init=False)
    # Problems logged since the last successful call.
    _told: set[str] = field(default_factory=set, init=False)

    async def me(self) -> None:
        """Check that the token is valid."""
        await self._call("GET", "me", params={"fields": "id"})

    async def profile(self, fields: tuple[str, ...]) -> dict[str, Any]:
        """Return fields of the page's Messenger profile; unset ones are missing."""
        answer = await self._call("GET", _PROFILE_PATH, params={"fields": ",".join(fields)})
        found = answer.get("data")
        first = found[0] if isinstance(found, list) and found else {}
        return first if isinstance(first, dict) else {}

    async def set_profile(self, fields: dict[str, Any]) -> None:
        """Set these fields of the profile and leave the others unchanged."""
        await self._call("POST", _PROFILE_PATH, json=fields)

    async def send(self, body: dict[str, Any], upload: Optional[Upload] = None) -> None:
        """Send a message or an action to a person.

        Raises:
            SendError: it was not delivered.
        """
        try:
            await self._call("POST", _MESSAGES_PATH, **_encode_body(body, upload))
        except GraphError as refusal:
            self._tell(refusal)
            raise refusal.as_send_error() from None
        except GraphUnreachable as error:
            raise (DeliveryUnknown() if error.left else RetryableError()) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _call(self, method: str, path: str, **sent: Any) -> dict[str, Any]:
        try:
            answer = await self._open().request(method, path, **sent)
        except _NOT_SENT_ERRORS:
            raise GraphUnreachable(left=False) from None
        except httpx.HTTPError:
            raise GraphUnreachable(left=True) from None
        try:
            body = answer.json()
        except ValueError:
            body = None
        if answer.is_success and isinstance(body, dict) and "error" not in body:
            self._told.clear()
            return body
        raise GraphError.of(answer.status_code, body, answer.headers.get("retry-after", ""))

    def _tell(self, refusal: GraphError) -> None:
        """Log a problem that only the operator can fix, once until a call succeeds."""
        if refusal.about and refusal.about not in self._told:
            self._told.add(refusal.about)
            logger.error("Messenger: %s", describe_problem(refusal))

    def _open(self) -> httpx.AsyncClient:
        """Return the client, created at first use because it belongs to the running event loop."""
        if self._client is None:
            settings = self.settings
            self._client = httpx.AsyncClient(
                base_url=f"{settings.messenger_api}/{settings.messenger_graph_version}/",
                headers={"authorization": f"Bearer {settings.messenger_token}"},
                timeout=MAX_REQUEST_SECONDS,
            )
        return self._client


def _encode_body(body: dict[str, Any], upload: Optional[Upload]) -> dict[str, Any]:
    """Encode a body as JSON, or as a form if there is a file."""
    if upload is None:
        return {"json": body}
    fields = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in body.items()
    }
    file = (upload.name, upload.content, upload.media_type)
    return {"data": fields, "files": {"filedata": file}}
