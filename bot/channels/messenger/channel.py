"""The Messenger channel, put together."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute

from bot.channels import numbered
from bot.channels.compiling import Words
from bot.channels.messenger import CHANNEL
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.refusals import Refusal, Unreachable, told
from bot.channels.messenger.sending import MessengerSender
from bot.channels.messenger.standing import known
from bot.channels.messenger.urgent import Urgent
from bot.channels.messenger.webhook import Webhook
from bot.channels.receiving import Receiving
from bot.conversation.sending import Contents, Sender
from bot.conversation.threads import Rank
from bot.conversation.turn import Parts
from bot.handoff.states import HUMAN
from bot.privacy.pseudonyms import pseudonym
from bot.storage.tables import conversations
from bot.storage.unit_of_work import reading

_OWNER = sa.select(conversations.c.owner).where(conversations.c.person == sa.bindparam("whose"))
_START_SECONDS = 5.0


class Messenger:
    """`bot.channels.platform.Platform`."""

    def __init__(self, parts: Parts, receiving: Receiving, contents: Contents) -> None:
        settings, dialogue = parts.settings, parts.dialogue
        self._parts, self._receiving = parts, receiving
        self._graph = Graph(settings)
        self._urgent = Urgent(parts, self._graph)
        words = Words.of(dialogue.sentence)
        self._sender = MessengerSender(self._graph, words, contents, settings.site_url)
        self.sender: Sender = self._sender
        self.started = False
        self._webhook = Webhook(
            settings.messenger_secret,
            settings.messenger_verify,
            receiving,
            known(dialogue.sentences),
            self._urgent,
            self._typing,
            self._numbered,
        )

    def routes(self) -> list[BaseRoute]:
        """Where Meta posts."""
        return list(self._webhook.routes())

    async def start(self) -> None:
        """Say it if Meta does not take the token; what people write is taken in all the same."""
        try:
            await asyncio.wait_for(self._graph.me(), _START_SECONDS)
            self.started = True
        except (Refusal, Unreachable) as error:
            _tell(told(error))
        except asyncio.TimeoutError:
            _tell(told(Unreachable(left=True)))

    async def stop(self) -> None:
        """Let go."""
        await self._sender.close()
        await self._urgent.close()
        await self._graph.close()

    def _typing(self, who: str) -> None:
        self._sender.show_typing(who, partial(self._bot_answers, who))

    async def _bot_answers(self, who: str) -> bool:
        """Whether it is the bot who writes to them now."""
        try:
            person = pseudonym(CHANNEL, who, self._parts.key)
            owner = await self._receiving.threads.run(Rank.READ, partial(self._owner, person))
        except SQLAlchemyError:
            return False
        return owner != HUMAN

    async def _numbered(self, who: str, text: str) -> Optional[str]:
        """What a number stands for that somebody typed."""
        if not numbered.is_number(text):
            return None
        person = pseudonym(CHANNEL, who, self._parts.key)
        work = partial(self._chosen, person, text)
        return await self._receiving.threads.run(Rank.READ, work)

    def _chosen(self, person: str, text: str) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return numbered.chosen(unit, person, text, self._sender.compiled)

    def _owner(self, person: str) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return unit.execute(_OWNER, {"whose": person}).scalar()


def _tell(problem: str) -> None:
    print(f"Messenger: {problem}; the rest of the service works", file=sys.stderr, flush=True)
