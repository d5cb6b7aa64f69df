"""What a served process keeps in memory: talks of all kinds, with notebooks, calendars, erasures,
pages of the console and answers that are approved between them. Prints what is resident as they go,
and what grew after the first thousand turns, with the bar. `make soak` runs it; it ends by itself.
`TURNS`, `WARM`: how many, in steps of five hundred."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pyotp

from bot.booking.hours_json import decode_counsellor
from bot.booking.local_time import local_day
from bot.console.answers import answer_proposals, answer_repository
from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import (
    calendar_feed_tokens,
    enrolment,
    profiles,
    staff_accounts,
    terms,
)
from bot.console.web import cookies
from bot.settings import Settings
from bot.storage import database_engine as engines
from bot.storage.unit_of_work import writing
from bot.stores import utc_now
from tests.support.message_generator import generate_message
from tests.support.service_processes import make_settings, run_processes_with_pids

BAR = 30.0  # MB
TURNS, WARM = int(os.environ.get("TURNS", "10000")), int(os.environ.get("WARM", "1000"))
# Turns of a talk, talks at the same time, turns between two looks.
A_TALK, AT_ONCE, LOOK = 5, 6, 500
PATIENCE = 120.0  # seconds for an answer: the machine may be busy
STAFF = 4  # one code opens an account, once in half a minute
PASSPHRASE = "le héron compte onze parapluies"
HOURS = {"from": "09:00", "until": "17:00", "kinds": ["orientation", "short"], "ways": ["on_site"]}
CONSOLE = "/conseillers"
PAGES = (
    *("aujourdhui", "agenda", "questions", "corrections", "evenements", "chiffres", "permanences"),
    *("disponibilites", "fermetures", "compte", "comptes", "journal"),
)
_LINK = re.compile(r"/rendez-vous/[\w-]{20,}")


def main() -> int:
    """0 when it grew by no more than the bar."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with run_processes_with_pids(settings, 1) as processes:
            [(url, process)] = processes.items()
            return asyncio.run(_soak(settings, url, process))


async def _soak(settings: Settings, url: str, process: int) -> int:
    """The warm turns, then the others, with what is resident every few hundred."""
    staff = [Member(settings, number) for number in range(STAFF)]
    day, began, looks = Day(url), time.monotonic(), {}
    for goal in range(0, WARM + TURNS + 1, LOOK):
        await day.goes_on(goal)
        member = staff[goal // LOOK % STAFF]
        await member.visits(day)
        member.teaches(goal)
        now = looks[goal] = resident(process)
        shown = "  ".join(f"{name} {value:.0f}" for name, value in now.items())
        print(f"{day.turns:6} turns, {time.monotonic() - began:4.0f} s: {shown}", flush=True)
    warm, end = looks[WARM], now
    print(f"{day.talks} talks; {dict(sorted(day.done.items()))}")
    for name in end:
        print(f"  {name:10} {warm.get(name, 0):6.1f} → {end[name]:6.1f} MB")
    grown = end["VmRSS"] - warm["VmRSS"]
    print(f"grew by {grown:.1f} MB after the first {WARM} turns (bar {BAR:.0f})")
    return 0 if grown <= BAR else 1


# What is resident


def resident(process: int) -> dict[str, float]:
    """Of a process, in MB: in all, of its own, its share; and by kind of mapping."""
    folder = Path(f"/proc/{process}")
    status = (folder / "status").read_text()
    found = Counter({name: _mb(status, name) for name in ("VmRSS", "RssAnon")})
    found["Pss"] = _mb((folder / "smaps_rollup").read_text(), "Pss")
    for head, rest in _mappings((folder / "smaps").read_text()):
        found[_kind(head)] += _mb(rest, "Rss")
    return dict(found)


def _mb(text: str, name: str) -> float:
    line = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(line[1]) / 1024 if line else 0.0


def _mappings(smaps: str) -> Iterator[tuple[str, str]]:
    heads = list(re.finditer(r"^[0-9a-f]+-[0-9a-f]+ .*$", smaps, re.MULTILINE))
    ends = [*(each.start() for each in heads[1:]), len(smaps)]
    for head, end in zip(heads, ends, strict=True):
        yield head[0], smaps[head.end() : end]


def _kind(head: str) -> str:
    name = "".join(head.split(maxsplit=5)[5:])
    return "files" if name.startswith("/") else name if name == "[heap]" else "mapped"


# What is done


@dataclass
class Day:
    """Talks, one after the other and some at the same time; `done` counts what came of it."""

    url: str
    turns: int = 0
    talks: int = 0
    done: Counter[str] = field(default_factory=Counter)

    async def goes_on(self, turns: int) -> None:
        """Until there were so many."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            await asyncio.gather(*(self._talks(http, turns) for _ in range(AT_ONCE)))

    async def _talks(self, http: aiohttp.ClientSession, turns: int) -> None:
        while self.turns < turns:
            self.talks += 1
            person = Person(http, self, random.Random(self.talks))
            await person.opens()
            for _ in range(A_TALK):
                self.turns += 1
                if not await person.takes_a_turn():
                    break
            await person.leaves()


@dataclass
class Person:
    """Types, or presses one of the buttons of the last answer; takes the notebook along, or has
    all erased."""

    http: aiohttp.ClientSession
    day: Day
    draw: random.Random
    headers: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    sent: int = 0
    stream: Any = None

    async def opens(self) -> None:
        """Mint a session and hear the first words."""
        while (answer := await self._ask("POST", "/api/session"))[0] == 429:
            await asyncio.sleep(0.5)
        self.headers = {"authorization": f"Bearer {json.loads(answer[1])['token']}"}
        where, for_ever = f"{self.day.url}/api/events", aiohttp.ClientTimeout(total=None)
        self.stream = await self.http.get(where, headers=self.headers, timeout=for_ever)
        await asyncio.wait_for(self._hears(1), PATIENCE)

    async def takes_a_turn(self) -> bool:
        """Whether it was answered."""
        self.sent += 1
        body = {"id": f"m{self.sent}"}
        if self.buttons and self.draw.random() < 0.3:
            kind, body["choice"] = "choice", self.draw.choice(self.buttons)
        else:
            kind, body["text"] = "text", generate_message(self.draw)
        status, text = await self._ask("POST", "/api/messages", json=body)
        self.day.done[f"{kind} {status}"] += 1
        if status != 202:
            return True
        try:
            await asyncio.wait_for(self._hears(json.loads(text)["seq"]), PATIENCE)
        except asyncio.TimeoutError:
            self.day.done["no answer"] += 1
            return False
        return True

    async def leaves(self) -> None:
        """With the notebook, one in three; without a trace, one in ten."""
        if self.draw.random() < 1 / 3:
            for path in ("/carnet", "/carnet/pdf", "/carnet/plan.ics"):
                await self._counted("GET", path)
        for link in self.links:
            await self._counted("GET", link)
            await self._counted("GET", f"{link}/rendez-vous.ics")
        if self.draw.random() < 0.1:
            await self._counted("POST", "/api/forget")
        self.stream.close()

    async def _hears(self, seq: int) -> None:
        async for raw in self.stream.content:
            if raw.startswith(b"data:"):
                data = json.loads(raw[5:])
                self.buttons = re.findall(r'"token": "([\w-]+)"', json.dumps(data)) or self.buttons
                self.links.update(_LINK.findall(raw.decode()))
                if data["from"] == "bot" and data["answers"] == seq:
                    return
        raise RuntimeError("the stream ended before the answer")

    async def _counted(self, method: str, path: str) -> None:
        status, _ = await self._ask(method, path)
        self.day.done[f"{re.sub('[^/]{20,}', '*', path)} {status}"] += 1

    async def _ask(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        where = f"{self.day.url}{path}"
        async with self.http.request(method, where, headers=self.headers, **more) as answer:
            return answer.status, (await answer.read()).decode("latin-1")


@dataclass
class Member:
    """Of the team: an account, with hours and the address of a calendar."""

    settings: Settings
    number: int

    def __post_init__(self) -> None:
        engine, now = engines.create_database_engine(self.settings.database_url), utc_now()
        self.keys, then = Keys.of(self.settings), now - dt.timedelta(days=1)
        with writing(engine) as unit:
            invited = staff_accounts.create_account(
                unit, f"Conseil {self.number}", "admin", self.keys, then
            )
            shown = enrolment.begin_enrolment(unit, invited.code, self.keys, then)
            self.account, self.name = shown.account, shown.name
            self.factor = pyotp.TOTP(shown.secret)
            hashed = enrolment.hash_new_passphrase(PASSPHRASE, shown.name, self.keys)
            code = self.factor.at(then)
            enrolment.accept_invitation(unit, invited.code, hashed, code, self.keys, then)
            terms.accept_terms(unit, shown.account, then)
            week = {str(day): [HOURS] for day in range(5)}
            columns = {"languages": ["fr"], "weekly": week, "exceptions": {}}
            profiles.store_hours(unit, decode_counsellor(shown.account, columns), local_day(now))
            self.feed = calendar_feed_tokens.create_token(unit, shown.account, self.keys)
            unit.commit()
        engine.dispose()

    def teaches(self, number: int) -> None:
        """An answer is approved, so that the service makes its index anew, half a minute later."""
        engine, now = engines.create_database_engine(self.settings.database_url), utc_now()
        asked = f"À quoi sert le bâtiment {number} ?"
        draft = answer_repository.AnswerDraft(
            asked, (), f"On y range le {number}.", "L’équipe", "https://www.example.be", now.date()
        )
        with writing(engine) as unit:
            written = answer_repository.propose_answer(unit, draft, self.account, now)
            answer_proposals.decide_answer(unit, written, answer_repository.APPROVED, self.account)
            unit.commit()
        engine.dispose()

    async def visits(self, day: Day) -> None:
        """Sign in, see each page, and take the calendar."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            session = await self._signs_in(http, day)
            for page in (*PAGES, f"agenda/{self.feed}.ics"):
                given = {"cookie": f"{cookies.SESSION_COOKIE}={session}"}
                where = f"{day.url}{CONSOLE}/{page}"
                async with http.get(where, headers=given, allow_redirects=False) as answer:
                    await answer.read()
                    day.done[f"console {answer.status}"] += 1

    async def _signs_in(self, http: aiohttp.ClientSession, day: Day) -> str:
        bound, where = cookies.generate_form_value(), f"{day.url}{CONSOLE}/entrer"
        form = {
            "jeton": staff_sessions.make_csrf_token(bound, self.keys),
            "name": self.name,
            "passphrase": PASSPHRASE,
            "code": self.factor.at(utc_now()),
        }
        given = {"cookie": f"{cookies.FORM_COOKIE}={bound}"}
        async with http.post(where, data=form, headers=given, allow_redirects=False) as answer:
            day.done[f"sign-in {answer.status}"] += 1
            cookie = answer.cookies.get(cookies.SESSION_COOKIE)
            return cookie.value if cookie else ""


if __name__ == "__main__":
    sys.exit(main())
