"""Steps of the script: actions, injected faults, expected replies."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.booking.appointment_codes import derive_keys
from bot.messages import Reply
from bot.notebook import notebook_repository
from bot.presentation.booking_facts import APPOINTMENT_PATH
from bot.privacy.erasure import erase_person
from bot.privacy.word_codes import pack_code
from bot.storage.booking_tables import appointments
from evaluation.privacy_audit import fault_injection
from evaluation.privacy_audit.audited_service import AuditedService
from evaluation.privacy_audit.channel_clients import TelegramClient, WebClient
from evaluation.privacy_audit.counsellor_client import CounsellorClient
from evaluation.privacy_audit.planted_values import PlantedValue
from evaluation.privacy_audit.scripted_person import ScriptedPerson, ScriptMismatch

Step = Mapping[str, Any]


@dataclass
class ScriptStage:
    """State of the day.

    `planted`: values by name. `people`: those who came, by their name in the script. `codes`:
    notebook codes. `shown`: what pages showed.
    """

    run: AuditedService
    planted: Mapping[str, PlantedValue]
    counsellor: CounsellorClient
    people: dict[str, ScriptedPerson] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    async def step(self, person: ScriptedPerson, step: Step) -> None:
        """Run a step and check its result. Raises ScriptMismatch."""
        failing = step.get("while", {})
        async with self._failing(failing):
            status = await self._act(person, step)
            if "action" in failing:
                await person.settles()
            elif failing and status < 300:
                await fault_injection.wait_for_retry(self.run)
        if status != step.get("status", status) or (status >= 400 and "status" not in step):
            raise ScriptMismatch(f"the answer has status {status}")
        reply = " ".join(map(_reply_text, await person.answers()))
        for words in step.get("hears", ()):
            if words.lower() not in reply.lower():
                raise ScriptMismatch(f"« {words} » is not in the answer: {reply}")

    def filled(self, text: str) -> str:
        """Return a text with planted values filled in."""
        return text.format_map({name: each.value for name, each in self.planted.items()})

    @contextlib.asynccontextmanager
    async def _failing(self, failing: Mapping[str, str]) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            if "action" in failing:
                await stack.enter_async_context(fault_injection.fail_action(failing["action"]))
            if "table" in failing:
                await stack.enter_async_context(
                    fault_injection.fail_table_inserts(self.run, failing["table"])
                )
            yield

    async def _act(self, person: ScriptedPerson, step: Step) -> int:
        """Run the one action of a step; return the status of the response."""
        match step:
            case {"says": text}:
                return await person.says(self.filled(text).ljust(step.get("long", 0), "."))
            case {"presses": label}:
                return await person.presses(await person.token(label))
            case {"sends": what}:
                return await person.sends(what, self.filled(step.get("about", "")))
            case {"says_code_of": name}:
                return await person.says(await self._code(name))
            case {"starts_with_code_of": name}:
                return await person.says(f"/start {pack_code(await self._code(name))}")
            case {"does": what}:
                return await self._does(person, what)
            case {"counsellor": what}:
                return await self.counsellor.does(what, self._all_filled(step.get("with")), person)
        raise ScriptMismatch("nobody can do this")

    async def _does(self, person: ScriptedPerson, what: str) -> int:
        match what, person:
            case "looks", WebClient():
                self.shown += await person.looks()
                return 200
            case "forgets", WebClient():
                return await person.forgets()
            case "blocks", TelegramClient():
                return await person.blocks()
            case "is_forgotten", _:  # as `boussole forget` does it
                whose, now = person.pseudonym, self.run.clock()
                await self.run.write(lambda unit: erase_person(unit, whose, now))
                return 200
            case "rates_the_page", _:
                return await self._rates(person)
        raise ScriptMismatch(f"nobody can do « {what} »")

    async def _rates(self, person: ScriptedPerson) -> int:
        """Rate the appointment on its page, by its link."""
        mine = appointments.c.person == person.pseudonym
        seed = await self.run.read(
            lambda unit: unit.execute(sa.select(appointments.c.code_seed).where(mine)).scalar_one()
        )
        link = f"{APPOINTMENT_PATH}/{derive_keys(seed, self.run.service.parts.key).token}"
        self.shown.append((await self.run.http.get(link)).text)
        form = {"avis": "4", "mot": self.filled("{gsm} {mail} merci")}
        return (await self.run.http.post(f"{link}/avis", data=form)).status_code

    async def _code(self, name: str) -> str:
        """Return the code of a person's notebook."""
        whose, key = self.people[name].pseudonym, self.run.service.parts.key
        code = await self.run.read(lambda unit: notebook_repository.find_code(unit, whose, key))
        if code is None:
            raise ScriptMismatch(f"{name} has no notebook")
        self.codes[name] = code
        return code

    def _all_filled(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: self.filled(text) for name, text in value.items()}
        return self.filled(value) if isinstance(value, str) else value


def _reply_text(reply: Reply) -> str:
    cards = (f"{card.title} {card.text}" for card in reply.cards)
    return " ".join((reply.text, *cards, *(choice.label for choice in reply.offered)))
