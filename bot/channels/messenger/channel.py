"""The Messenger channel."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Optional

from starlette.routing import BaseRoute

from bot.channels import numbered_choices
from bot.channels.best_effort import BestEffort
from bot.channels.messenger import CHANNEL
from bot.channels.messenger.direct_notices import DirectNotices
from bot.channels.messenger.graph_client import GraphClient
from bot.channels.messenger.graph_errors import GraphError, GraphUnreachable, describe_problem
from bot.channels.messenger.message_sender import MessengerSender
from bot.channels.messenger.messenger_settings import MessengerSettings
from bot.channels.messenger.persistent_menu import map_fixed_payloads
from bot.channels.messenger.webhook import MessengerWebhook
from bot.channels.platform_intake import PlatformIntake
from bot.channels.reply_compiler import ChannelWords
from bot.channels.typing_indicator import TypingIndicator
from bot.messaging.db_executor import JobPriority
from bot.messaging.platform_sender import FileLoader, PlatformSender
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.unit_of_work import reading

_MAX_START_SECONDS = 5.0
_MAX_TYPING_WAIT_SECONDS = 3.0


class Messenger:
    """The `PlatformChannel` of Messenger."""

    def __init__(self, receiving: PlatformIntake, contents: FileLoader) -> None:
        parts = receiving.parts
        settings, dialogue = parts.settings, parts.dialogue
        self._parts, self._receiving = parts, receiving
        own = MessengerSettings.of(settings)
        self._graph = GraphClient(own)
        self._urgent = DirectNotices(parts, self._graph)
        words = ChannelWords.of(dialogue.sentence)
        self._best_effort = BestEffort()
        typing = TypingIndicator(
            CHANNEL,
            self._show_typing,
            parts,
            receiving.threads,
            self._best_effort,
            _MAX_TYPING_WAIT_SECONDS,
        )
        self._sender = MessengerSender(self._graph, words, contents, settings.site_url, typing)
        self.sender: PlatformSender = self._sender
        self.started = False
        self._webhook = MessengerWebhook(
            own.messenger_secret,
            own.messenger_verify,
            receiving,
            map_fixed_payloads(dialogue.sentences),
            self._urgent,
            typing.soon,
            self._numbered,
        )

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the webhook."""
        return list(self._webhook.routes())

    async def start(self) -> None:
        """Check the token and report a failure; messages are received all the same."""
        try:
            await asyncio.wait_for(self._graph.me(), _MAX_START_SECONDS)
            self.started = True
        except (GraphError, GraphUnreachable) as error:
            _print_problem(describe_problem(error))
        except asyncio.TimeoutError:
            _print_problem(describe_problem(GraphUnreachable(left=True)))

    async def stop(self) -> None:
        """Finish pending calls and close the connections."""
        await self._best_effort.finish()
        await self._urgent.close()
        await self._graph.close()

    async def _show_typing(self, who: str) -> None:
        await self._graph.send({"recipient": {"id": who}, "sender_action": "typing_on"})

    async def _numbered(self, who: str, text: str) -> Optional[str]:
        """Return the token of the choice whose number was typed, if any."""
        if not numbered_choices.is_choice_number(text):
            return None
        person = derive_pseudonym(CHANNEL, who, self._parts.key)
        work = partial(self._chosen, person, text)
        return await self._receiving.threads.ask(JobPriority.READ, work)

    def _chosen(self, person: str, text: str) -> Optional[str]:
        with reading(self._parts.engine) as unit:
            return numbered_choices.find_numbered_choice(
                unit, person, text, self._sender.compile_messages
            )


def _print_problem(problem: str) -> None:
    print(f"Messenger: {problem}; the rest of the service works", file=sys.stderr, flush=True)
