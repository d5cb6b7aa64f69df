"""Errors as the API answers them: a status, a reason for programs, a sentence for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from starlette.responses import JSONResponse, Response

from bot import metrics
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import NOTHING, Signal, detect
from bot.channels.web import CHANNEL
from bot.channels.web.text_scanner import TextScanner
from bot.dialogue.sentences import Sentences

NO_STORE_HEADERS: Mapping[str, str] = MappingProxyType({"cache-control": "no-store"})
# When to try again, in seconds; the sentences say as much.
_RETRY_AFTER_SECONDS = {429: "60", 503: "5"}
_RETRY_AFTER_SECONDS_BY_REASON = {"refused_too_many": "5", "refused_forgotten_again": "10"}


@dataclass(frozen=True)
class ErrorResponses:
    """The sentences are the domain's, `utter_` and the reason."""

    sentences: Sentences
    clock: Callable[[], dt.datetime]
    text_scanner: TextScanner

    async def answer(self, status: int, reason: str, words: str = "") -> Response:
        """`words` are what was not taken in: where they call for help, the sentence holds the
        helplines (S1)."""
        # What a person in distress is told besides is not counted apart.
        metrics.count_refusal(CHANNEL, reason.removeprefix("refused_"))
        signal = await self.text_scanner.read(words, lambda: detect(words)) if words else NOTHING
        headers, sentence = self._headers(status, reason), self._sentence(reason)
        if signal:
            reason, sentence = self._with_lines(reason, sentence, signal)
        return JSONResponse({"error": reason, "message": sentence}, status, headers)

    def as_bytes(self, status: int, reason: str) -> bytes:
        """A whole answer as it goes over the wire, after which the connection is closed."""
        headers = {
            **self._headers(status, reason),
            "x-content-type-options": "nosniff",
            "connection": "close",
        }
        said = {"error": reason, "message": self._sentence(reason)}
        answer = JSONResponse(said, status, headers)
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
        lines += [b"%s: %s" % header for header in answer.raw_headers]
        return b"\r\n".join([*lines, b"", bytes(answer.body)])

    def _headers(self, status: int, reason: str) -> dict[str, str]:
        retry = _RETRY_AFTER_SECONDS_BY_REASON.get(reason) or _RETRY_AFTER_SECONDS.get(status)
        return {**NO_STORE_HEADERS, **({"retry-after": retry} if retry else {})}

    def _with_lines(self, reason: str, sentence: str, signal: Signal) -> tuple[str, str]:
        lines = build_answer_facts(signal, self.clock())["lines"]
        if reason == "storage_failed":
            reason = "storage_failed_distress"
            return reason, self._sentence(reason, lines=lines)
        return reason, self._sentence("refused_distress", why=sentence, lines=lines)

    def _sentence(self, reason: str, **found: str) -> str:
        text: str = self.sentences.fill(f"utter_{reason}", found, "")["text"]
        return text
