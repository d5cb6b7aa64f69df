"""Plays a script of the day: hour by hour, those of one hour at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from bot.cli.auditing.arriving import OnMessenger, OnTelegram, OnTheWeb
from bot.cli.auditing.people import PATIENCE, NotAsWritten, Person
from bot.cli.auditing.planting import Planted
from bot.cli.auditing.running import Running
from bot.cli.auditing.staff import Counsellor
from bot.cli.auditing.stepping import Stage
from bot.storage.channel_tables import routes
from bot.storage.tables import conversations
from bot.storage.unit_of_work import UnitOfWork

SCRIPT = Path(__file__).with_name("day.yml")


@dataclass
class Day:
    """`stage` is what it leaves behind; `steps`: how many were made."""

    run: Running
    planted: Mapping[str, Planted]
    steps: int = 0
    stage: Stage = field(init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.run, self.planted, Counsellor(self.run))

    async def play(self, script: Path) -> None:
        """The whole day; returns once every answer is delivered. Raises NotAsWritten."""
        await self.stage.counsellor.begins()
        for hour in yaml.safe_load(script.read_text("utf-8")):
            self.run.clock.set(hour["at"])
            await self.stage.counsellor.signs_in()
            await asyncio.gather(*(self._person(each) for each in hour["people"]))
        await self._delivered()

    async def _person(self, entry: Mapping[str, Any]) -> None:
        name, people = entry["who"], self.stage.people
        if name not in people:
            people[name] = await self._comes(entry)
        for number, step in enumerate(entry["does"], start=1):
            try:
                await self.stage.step(people[name], step)
            except NotAsWritten as error:
                where = f"{name}, step {number} ({', '.join(step)})"
                raise NotAsWritten(f"{where}: {error}") from None
            self.steps += 1

    async def _comes(self, entry: Mapping[str, Any]) -> Person:
        filled = {name: self.stage.filled(entry.get(name, "")) for name in ("id", "named", "nick")}
        who, named = filled["id"], filled["named"]
        if entry["by"] == "telegram":
            return OnTelegram(self.run, who, named, filled["nick"])
        if entry["by"] == "messenger":
            return OnMessenger(self.run, who, named)
        browser, address = map(self.stage.filled, ("{navigateur}", "{adresse}"))
        person = OnTheWeb(self.run, who, named, {"user-agent": browser, "x-forwarded-for": address})
        await person.opens()
        return person

    async def _delivered(self) -> None:
        """Wait until the platforms have taken all that is for them."""
        for _ in range(int(PATIENCE * 20)):
            if not await self.run.read(_unsent):
                return
            await asyncio.sleep(0.05)
        raise NotAsWritten("answers are not delivered")


def _unsent(unit: UnitOfWork) -> bool:
    joined = sa.join(routes, conversations, routes.c.conversation_id == conversations.c.id)
    unsent = sa.and_(routes.c.closed.is_(False), routes.c.sent < conversations.c.last_reply)
    query = sa.select(routes.c.conversation_id).select_from(joined).where(unsent)
    return unit.execute(query.limit(1)).first() is not None
