"""Errors as the API answers them: a status, a reason for programs, a sentence for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.responses import JSONResponse, Response

from bot import metrics
from bot.channels.receiving import READ
from bot.channels.web.sessions import CHANNEL
from bot.dialogue.sentences import Sentences
from bot.safeguarding.answers import facts
from bot.safeguarding.detector import detect

NOT_KEPT: Mapping[str, str] = MappingProxyType({"cache-control": "no-store"})


@dataclass(frozen=True)
class Errors:
    """The sentences are the domain's, `utter_` and the reason."""

    sentences: Sentences
    clock: Callable[[], dt.datetime]

    def answer(self, status: int, reason: str, words: str = "") -> Response:
        """`words` are what was not taken in: where they call for help, the sentence holds the
        helplines (S1)."""
        # What a person in distress is told besides is not counted apart.
        metrics.refusal(CHANNEL, reason.removeprefix("refused_"))
        sentence, signal = self._sentence(reason), detect(words[:READ])
        if signal:
            lines = facts(signal, self.clock())["lines"]
            if reason == "storage_failed":
                reason = "storage_failed_distress"
                sentence = self._sentence(reason, lines=lines)
            else:
                sentence = self._sentence("refused_distress", why=sentence, lines=lines)
        return JSONResponse(
            {"error": reason, "message": sentence}, status_code=status, headers=NOT_KEPT
        )

    def _sentence(self, reason: str, **found: str) -> str:
        text: str = self.sentences.fill(f"utter_{reason}", found, "")["text"]
        return text
