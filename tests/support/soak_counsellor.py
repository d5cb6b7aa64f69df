"""A counsellor of the console during a long run: takes who waits, writes twice, ends the talk."""

from __future__ import annotations

import asyncio
from collections import Counter

import aiohttp

from bot.booking.hours_json import decode_counsellor
from bot.booking.local_time import local_day
from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import account_repository, profiles
from bot.console.web.cookies import SESSION_COOKIE
from bot.settings import Settings
from bot.storage import database_engine as engines
from bot.storage.unit_of_work import writing
from bot.stores import utc_now
from tests.support.console_accounts import create_session_token, open_account

_HOURS = {"from": "09:00", "until": "17:00", "kinds": ["orientation", "short"], "ways": ["on_site"]}
_LOOK_SECONDS, _WRITE_SECONDS = 2.0, 4.0


class SoakCounsellor:
    """An account on duty that is signed in and receives on weekdays."""

    def __init__(self, settings: Settings, url: str, done: Counter[str]) -> None:
        engine, keys, now = (
            engines.create_database_engine(settings.database_url),
            Keys.of(settings),
            utc_now(),
        )
        account = open_account(engine, keys, "Conseil Mesure")
        week = {str(day): [_HOURS] for day in range(5)}
        columns = {"languages": ["fr"], "weekly": week, "exceptions": {}}
        with writing(engine) as unit:
            profiles.store_hours(unit, decode_counsellor(account.id, columns), local_day(now))
            account_repository.set_duty(unit, account.id, "on")
            unit.commit()
        token = create_session_token(engine, keys, account, now)
        engine.dispose()
        self._url, self._done = f"{url}/conseillers", done
        self._cookie = {"cookie": f"{SESSION_COOKIE}={token}"}
        self._form = {"jeton": staff_sessions.make_csrf_token(token, keys)}

    async def work(self) -> None:
        """Take one after the other, until cancelled."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as self._http:
            while True:
                await asyncio.sleep(_LOOK_SECONDS)
                status, location = await self._post("/conversations/prendre")
                if status == 303:
                    await self._talk(location.partition("?")[0].partition("/conseillers")[2])

    async def _talk(self, page: str) -> None:
        await self._see(page)
        for text in ("Bonjour, je lis ce que vous avez envoyé.", "C’est noté, à bientôt."):
            await asyncio.sleep(_WRITE_SECONDS)
            await self._see(f"{page}/messages")
            await self._post(f"{page}/repondre", text=text)
        await asyncio.sleep(_WRITE_SECONDS)
        await self._post(f"{page}/terminer")

    async def _see(self, page: str) -> None:
        async with self._http.get(f"{self._url}{page}", headers=self._cookie) as response:
            await response.read()
            self._done[f"console pages {response.status}"] += 1

    async def _post(self, page: str, **fields: str) -> tuple[int, str]:
        async with self._http.post(
            f"{self._url}{page}",
            data={**self._form, **fields},
            headers=self._cookie,
            allow_redirects=False,
        ) as response:
            await response.read()
            self._done[f"console forms {response.status}"] += 1
            return response.status, response.headers.get("location", "")
