"""Error responses of the API: a status, a reason for programs, a sentence for people."""

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
from bot.channels.web.submitted_messages import TextScanner
from bot.dialogue.sentences import Sentences

NO_STORE_HEADERS: Mapping[str, str] = MappingProxyType({"cache-control": "no-store"})
# Values of Retry-After in seconds; the sentences say the same.
_RETRY_AFTER_SECONDS = {429: "60", 503: "5"}
_RETRY_AFTER_SECONDS_BY_REASON = {"refused_too_many": "5", "refused_forgotten_again": "10"}


@dataclass(frozen=True)
class ErrorResponses:
    """Builds error responses with the domain's sentences, `utter_` and the reason."""

    sentences: Sentences
    clock: Callable[[], dt.datetime]
    text_scanner: TextScanner

    async def answer(self, status: int, reason: str, words: str = "") -> Response:
        """Build a response; if the refused `words` call for help, it has the helplines (S1)."""
        signal = await self.text_scanner.read(words, lambda: detect(words)) if words else NOTHING
        headers, sentence = self._headers(status, reason), self._sentence(reason)
        # Responses with helplines are not counted separately.
        metrics.count_refusal(CHANNEL, reason.removeprefix("refused_"))
        if signal:
            reason, sentence = self._with_lines(reason, sentence, signal)
        return JSONResponse({"error": reason, "message": sentence}, status, headers)

    def as_bytes(self, status: int, reason: str) -> bytes:
        """Return a complete HTTP response as bytes, after which the connection is closed."""
        headers = {
            **self._headers(status, reason),
            "x-content-type-options": "nosniff",
            "connection": "close",
        }
        body = {"error": reason, "message": self._sentence(reason)}
        answer = JSONResponse(body, status, headers)
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
