"""Plays the script hour by hour, steps of the same hour concurrently."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import UnitOfWork
from evaluation.privacy_audit.audited_service import AuditedService
from evaluation.privacy_audit.channel_clients import MessengerClient, TelegramClient, WebClient
from evaluation.privacy_audit.counsellor_client import CounsellorClient
from evaluation.privacy_audit.planted_values import PlantedValue
from evaluation.privacy_audit.script_steps import ScriptStage
from evaluation.privacy_audit.scripted_person import (
    MAX_WAIT_SECONDS,
    ScriptedPerson,
    ScriptMismatch,
)

SCRIPT_FILE = Path(__file__).with_name("day.yml")


@dataclass
class ScriptRunner:
    """Plays a script. `stage` is the resulting state, `steps` the number of steps."""

    run: AuditedService
    planted: Mapping[str, PlantedValue]
    steps: int = 0
    stage: ScriptStage = field(init=False)

    def __post_init__(self) -> None:
        self.stage = ScriptStage(self.run, self.planted, CounsellorClient(self.run))

    async def play(self, script: Path) -> None:
        """Play the day until every reply is delivered. Raises ScriptMismatch."""
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
            except ScriptMismatch as error:
                where = f"{name}, step {number} ({', '.join(step)})"
                raise ScriptMismatch(f"{where}: {error}") from None
            self.steps += 1

    async def _comes(self, entry: Mapping[str, Any]) -> ScriptedPerson:
        filled = {name: self.stage.filled(entry.get(name, "")) for name in ("id", "named", "nick")}
        who, named = filled["id"], filled["named"]
        if entry["by"] == "telegram":
            return TelegramClient(self.run, who, named, filled["nick"])
        if entry["by"] == "messenger":
            return MessengerClient(self.run, who, named)
        browser, address = map(self.stage.filled, ("{navigateur}", "{adresse}"))
        person = WebClient(
            self.run, who, named, {"user-agent": browser, "x-forwarded-for": address}
        )
        await person.opens()
        return person

    async def _delivered(self) -> None:
        """Wait until the platforms have received all messages."""
        for _ in range(int(MAX_WAIT_SECONDS * 20)):
            if not await self.run.read(_has_unsent):
                return
            await asyncio.sleep(0.05)
        raise ScriptMismatch("answers are not delivered")


def _has_unsent(unit: UnitOfWork) -> bool:
    joined = sa.join(routes, conversations, routes.c.conversation_id == conversations.c.id)
    unsent = sa.and_(routes.c.closed.is_(False), routes.c.sent < conversations.c.last_reply)
    query = sa.select(routes.c.conversation_id).select_from(joined).where(unsent)
    return unit.execute(query.limit(1)).first() is not None
