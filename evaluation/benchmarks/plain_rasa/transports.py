"""How a person reaches each service: ours by its web API, the plain one by Rasa's REST webhook."""

from __future__ import annotations

from typing import Protocol

import aiohttp

from evaluation.benchmarks.service_load import ChatClient

# The greeting of both has this button first.
_PLAIN_GREETING, _PLAIN_CHOICE = "/greet", "/have_question"


class NoGreeting(RuntimeError):
    """The service answered the first message with nothing."""


class Transport(Protocol):
    """One person's talk; `silences` counts the turns that ended without a reply."""

    silences: int

    async def open(self) -> None:
        """Begin the talk and read the greeting."""

    async def write(self, text: str) -> None:
        """Send a text and wait for its answer."""

    async def press(self) -> None:
        """Press the first button of the greeting and wait for its answer."""

    def close(self) -> None:
        """Leave the talk."""


class OwnTransport:
    """This service: messages by POST, answers on the event stream; a turn always has a reply."""

    silences = 0

    def __init__(self, http: aiohttp.ClientSession, url: str, number: int) -> None:
        self._client = ChatClient(http, url, number)
        self._choice = ""

    async def open(self) -> None:
        """Create a session and read the greeting."""
        await self._client.open()
        self._choice = self._client.first_choice

    async def write(self, text: str) -> None:
        """Send a text and wait for the first reply."""
        await self._client.send({"text": text})

    async def press(self) -> None:
        """Send the token of the greeting's first button and wait for the first reply."""
        await self._client.send({"choice": self._choice})

    def close(self) -> None:
        """Close the event stream."""
        self._client.leave()


class PlainTransport:
    """Plain Rasa: each request is answered with the replies of its turn."""

    def __init__(self, http: aiohttp.ClientSession, url: str, sender: str) -> None:
        self._http, self._url, self._sender = http, f"{url}/webhooks/rest/webhook", sender
        self.silences = 0

    async def open(self) -> None:
        """Greet, so that a session starts; raises `NoGreeting` if there is no reply."""
        await self.write(_PLAIN_GREETING)
        if self.silences:
            raise NoGreeting

    async def write(self, text: str) -> None:
        """Send a text and wait for the replies of the turn, of which there may be none."""
        body = {"sender": self._sender, "message": text}
        async with self._http.post(self._url, json=body, raise_for_status=True) as response:
            replies = await response.json()
        self.silences += not replies

    async def press(self) -> None:
        """Send the payload of the button."""
        await self.write(_PLAIN_CHOICE)

    def close(self) -> None:
        """Do nothing: nothing stays open."""
