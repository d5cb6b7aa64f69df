"""A visitor of a long run: comes, types, presses, is silent, reloads, leaves; some erase what they
wrote, some ask for a human and talk with them. Each checks its own history."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.support.checked_client import CheckedClient, Findings, History
from tests.support.everyday_sentences import generate_sentence

TYPED, CHOICE = "typed", "choice"
_TURNS = (3, 16)
_PAUSE, _SILENCE = (1.5, 5.0), (20.0, 60.0)  # seconds
_TYPED_SHARE, _RELOAD_SHARE, _SILENT_SHARE = 0.4, 0.08, 0.02
_HUMAN_SHARE, _ERASED_SHARE = 0.05, 0.1
_HUMAN_SECONDS = 120.0  # until a counsellor writes
_SENDS_SUMMARY = "Envoyer ce résumé"
# Not pressed by chance: what leads to a human, and what erases.
_NOT_BY_CHANCE = re.compile(
    "humain|quelqu|conseill|envoyer|conversation|effac|oubli", re.IGNORECASE
)


@dataclass
class SoakRun:
    """What visitors did and found; `waits` holds the moment, the kind and the seconds of turns."""

    findings: Findings = field(default_factory=Findings)
    waits: list[tuple[float, str, float]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)


@dataclass
class VisitorHistory(History):
    """Knows the labels of the last choices, and a counsellor's replies, which answer no message."""

    labels: dict[str, str] = field(default_factory=dict)  # tokens by label
    with_human: bool = False
    human_replies: int = 0

    def add(self, entry: dict[str, Any]) -> None:
        """Take the next entry of the stream."""
        if entry.get("choices"):
            self.labels = {each["label"]: each["token"] for each in entry["choices"]}
        self.human_replies += entry.get("author") == "human"
        if self.with_human and entry["from"] == "bot":
            self.answered.setdefault(entry["answers"], entry["at"])
            entry = {**entry, "at": self.answered[entry["answers"]]}
        super().add(entry)


class Visitor(CheckedClient):
    """One visit."""

    def __init__(self, http: aiohttp.ClientSession, url: str, number: int, run: SoakRun) -> None:
        super().__init__(http, url, number, run.findings)
        self.history: VisitorHistory = VisitorHistory(run.findings.faults)
        self._run = run

    async def visit(self, ends: float) -> None:
        """Come, talk and leave, at the end of the measurement (monotonic) at the latest."""
        draw = self._draw
        await self.open()
        self._run.done["visits"] += 1
        for _ in range(draw.randrange(*_TURNS)):
            if time.monotonic() > ends:
                break
            await asyncio.sleep(draw.uniform(*_PAUSE))
            await self._take_turn()
            if draw.random() < _RELOAD_SHARE:
                await self._reload()
            if draw.random() < _SILENT_SHARE:
                self._run.done["silences"] += 1
                await asyncio.sleep(draw.uniform(*_SILENCE))
        if draw.random() < _HUMAN_SHARE:
            await self._talk_with_human()
        await self.check()
        await self.close()
        if draw.random() < _ERASED_SHARE:
            await self._erase()

    async def _take_turn(self) -> None:
        labels = [each for each in self.history.labels if not _NOT_BY_CHANCE.search(each)]
        if labels and self._draw.random() > _TYPED_SHARE:
            kind, label = CHOICE, self._draw.choice(labels)
            message = {"choice": self.history.labels[label]}
        else:
            kind, message = TYPED, {"text": generate_sentence(self._draw)}
        began = time.monotonic()
        wait = await self.send(message)
        if wait is not None:
            self._run.waits.append((began, kind, wait))

    async def _reload(self) -> None:
        """Cut the stream, read the whole history again, and follow it."""
        self._run.done["reloads"] += 1
        await self.close()
        await self.check()
        self._following = asyncio.create_task(self._follow())

    async def _erase(self) -> None:
        """Erase everything; the history was checked before."""
        self._run.done["erasures"] += 1
        async with self.http.post(f"{self.url}/api/forget", headers=self._headers) as response:
            await self._is_refused(response)

    async def _talk_with_human(self) -> None:
        """Ask, agree to the summary, and write with the counsellor who takes the talk."""
        self.history.with_human = True
        for text in (
            "je voudrais parler à un humain",
            "je ne sais pas quoi faire après mes études",
        ):
            await asyncio.sleep(1.0)
            await self.send({"text": text})
        token = self.history.labels.get(_SENDS_SUMMARY)
        if token is None:
            self._run.done["requests without a summary"] += 1
            return
        await self.send({"choice": token})
        for replies in (1, 2):
            if not await self._wait_for_human(replies):
                return
            await self._post({"id": f"m{len(self._sent)}", "text": generate_sentence(self._draw)})
        self._run.done["talks with a counsellor"] += 1
        await asyncio.sleep(2.0)  # the last message comes back over the stream

    async def _wait_for_human(self, replies: int) -> bool:
        deadline = time.monotonic() + _HUMAN_SECONDS
        while self.history.human_replies < replies:
            if time.monotonic() > deadline:
                self.findings.faults["a counsellor's reply that did not come"] += 1
                return False
            await asyncio.sleep(0.2)
        return True
