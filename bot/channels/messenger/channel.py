"""The Messenger channel, put together."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Optional

from starlette.routing import BaseRoute

from bot.channels import numbered
from bot.channels.best_effort import BestEffort
from bot.channels.compiling import Words
from bot.channels.indicator import Typing
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
from bot.privacy.pseudonyms import pseudonym
from bot.storage.unit_of_work import reading

_START_SECONDS = 5.0
_TYPING_PATIENCE = 3.0


class Messenger:
    """`bot.channels.platform.Platform`."""

    def __init__(self, parts: Parts, receiving: Receiving, contents: Contents) -> None:
        settings, dialogue = parts.settings, parts.dialogue
        self._parts, self._receiving = parts, receiving
        self._graph = Graph(settings)
        self._urgent = Urgent(parts, self._graph)
        words = Words.of(dialogue.sentence)
        self._aside = BestEffort()
        typing = Typing(
            CHANNEL,
            self._show_typing,
            parts,
            receiving.threads,
            self._aside,
            _TYPING_PATIENCE,
        )
        self._sender = MessengerSender(self._graph, words, contents, settings.site_url, typing)
        self.sender: Sender = self._sender
        self.started = False
        self._webhook = Webhook(
            settings.messenger_secret,
            settings.messenger_verify,
            receiving,
            known(dialogue.sentences),
            self._urgent,
            typing.soon,
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
        await self._aside.finish()
        await self._urgent.close()
        await self._graph.close()

    async def _show_typing(self, who: str) -> None:
        await self._graph.send({"recipient": {"id": who}, "sender_action": "typing_on"})

    async def _numbered(self, who: str, text: str) -> Optional[str]:
        """What a number stands for that somebody typed."""
        if not numbered.is_number(text):
            return None
        person = pseudonym(CHANNEL, who, self._parts.key)
        work = partial(self._chosen, person, text)
        return await self._receiving.threads.ask(Rank.READ, work)

    def _chosen(self, person: str, text: str) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return numbered.chosen(unit, person, text, self._sender.compiled)


def _tell(problem: str) -> None:
    print(f"Messenger: {problem}; the rest of the service works", file=sys.stderr, flush=True)
