"""The channel as `bot.app` starts and stops it."""

from __future__ import annotations

import asyncio
import sys
from typing import Optional

from starlette.routing import BaseRoute, Route
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.channels.best_effort import BestEffort
from bot.channels.compiling import Words
from bot.channels.indicator import Typing
from bot.channels.receiving import Receiving
from bot.channels.telegram import CHANNEL, api
from bot.channels.telegram.ends import REJECTED_SECONDS, seconds, token_refused
from bot.channels.telegram.introducing import PATH, listen, ornaments, way_in
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import poll
from bot.channels.telegram.sending import TelegramSender
from bot.channels.telegram.taking import Taking
from bot.channels.telegram.webhook import Webhook
from bot.conversation.sending import Contents, Sender

_RETRY_SECONDS = 30.0
_TYPING_PATIENCE = 1.0


class Telegram:
    """A `Platform`."""

    def __init__(
        self,
        receiving: Receiving,
        contents: Contents,
        pace: Optional[Pace] = None,
    ) -> None:
        parts = receiving.parts
        self._settings, self._sentence = parts.settings, parts.dialogue.sentence
        self._requests = api.open_requests()
        self._bot, self._aside = api.open_bot(self._settings, self._requests), BestEffort()
        pace = pace or Pace()
        typing = Typing(
            CHANNEL,
            self._show_typing,
            parts,
            receiving.threads,
            self._aside,
            _TYPING_PATIENCE,
        )
        self._sender = TelegramSender(
            self._bot,
            contents,
            Words.of(self._sentence),
            self._settings.site_url,
            pace,
            typing,
            self._failed,
        )
        self.sender: Sender = self._sender
        self._taking = Taking(self._bot, receiving, self._aside, typing, pace)
        self._task: Optional[asyncio.Task] = None
        self._told = ""
        self.started = False

    def routes(self) -> list[BaseRoute]:
        """Where Telegram calls."""
        webhook = Webhook(self._taking, self._settings.telegram_secret)
        return [Route(PATH, webhook.answer, methods=["POST"])]

    async def start(self) -> None:
        """Say where to call, or ask for messages; the service does not wait."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ask no more, and hang up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._aside.finish()
        for request in self._requests:
            await request.shutdown()

    async def _show_typing(self, who: str) -> None:
        await self._bot.send_chat_action(int(who), ChatAction.TYPING)

    async def _run(self) -> None:
        while not await self._listens():
            continue
        await asyncio.gather(self._adorn(), self._poll())

    async def _listens(self) -> bool:
        """Whether messages can come; else, after a pause, it is to be tried again."""
        self.started = False
        try:
            self._sender.name = (await self._bot.get_me()).username or ""
            await listen(self._bot, self._settings)
        except RetryAfter as error:
            self._tell(f"Telegram: asks to wait {seconds(error):.0f} seconds; then tried again")
            await asyncio.sleep(seconds(error))
            return False
        except TelegramError as error:
            self._unreached(error)
            await asyncio.sleep(REJECTED_SECONDS if token_refused(error) else _RETRY_SECONDS)
            return False
        self.started = True
        self._tell(f"Telegram: @{self._sender.name}, {way_in(self._settings)}")
        return True

    async def _poll(self) -> None:
        if self._settings.telegram_polling:
            await poll(self._bot, self._taking, self._unreached)

    async def _adorn(self) -> None:
        """Set what the bot works without: each once, and told where it could not be."""
        for what, call in ornaments(self._bot, self._settings, self._sentence).items():
            try:
                await call()
            except TelegramError as error:
                told = f"Telegram: {what} could not be set ({type(error).__name__})"
                self._tell(f"{told}; the next start tries again")

    def _failed(self, error: TelegramError) -> None:
        """A send did: delivery tries again by itself, but a token that is wrong stays so."""
        if token_refused(error):
            self._tell("Telegram: BOUSSOLE_TELEGRAM_TOKEN is refused; the rest works without it")

    def _unreached(self, error: TelegramError) -> None:
        """The start or the polling failed: said once, not at each try."""
        self._failed(error)
        if not token_refused(error):
            self._tell(f"Telegram: not reached ({type(error).__name__}), trying again")

    def _tell(self, line: str) -> None:
        if line != self._told:
            self._told = line
            print(line, file=sys.stderr, flush=True)
