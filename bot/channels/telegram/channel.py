"""The Telegram channel."""

from __future__ import annotations

import asyncio
import sys
from typing import Optional

from starlette.routing import BaseRoute, Route
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.channels.best_effort import BestEffort
from bot.channels.platform_intake import PlatformIntake
from bot.channels.reply_compiler import ChannelWords
from bot.channels.telegram import CHANNEL, WEBHOOK_PATH, bot_client
from bot.channels.telegram.bot_api_errors import (
    TOKEN_RETRY_SECONDS,
    is_token_refused,
    retry_seconds,
)
from bot.channels.telegram.bot_registration import (
    describe_reception,
    prepare_profile_calls,
    register_webhook,
)
from bot.channels.telegram.message_sender import TelegramSender
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.telegram.telegram_settings import TelegramSettings
from bot.channels.telegram.update_handler import UpdateHandler
from bot.channels.telegram.update_polling import poll_updates
from bot.channels.telegram.webhook import TelegramWebhook
from bot.channels.typing_indicator import TypingIndicator
from bot.messaging.platform_sender import FileLoader, PlatformSender

_RETRY_SECONDS = 30.0
_MAX_TYPING_WAIT_SECONDS = 1.0


class Telegram:
    """The `PlatformChannel` of Telegram."""

    def __init__(
        self,
        receiving: PlatformIntake,
        contents: FileLoader,
        pace: Optional[SendRateLimiter] = None,
    ) -> None:
        parts = receiving.parts
        self._settings, self._sentence = parts.settings, parts.dialogue.sentence
        self._own = TelegramSettings.of(parts.settings)
        self._requests = bot_client.open_requests()
        self._bot = bot_client.open_bot(self._own, self._requests)
        self._best_effort = BestEffort()
        pace = pace or SendRateLimiter()
        typing = TypingIndicator(
            CHANNEL,
            self._show_typing,
            parts,
            receiving.threads,
            self._best_effort,
            _MAX_TYPING_WAIT_SECONDS,
        )
        self._sender = TelegramSender(
            self._bot,
            contents,
            ChannelWords.of(self._sentence),
            self._settings.site_url,
            pace,
            typing,
            self._failed,
        )
        self.sender: PlatformSender = self._sender
        self._taking = UpdateHandler(self._bot, receiving, self._best_effort, typing, pace)
        self._task: Optional[asyncio.Task] = None
        self._told = ""
        self.started = False

    def routes(self) -> list[BaseRoute]:
        """Return the route of the webhook."""
        webhook = TelegramWebhook(self._taking, self._own.telegram_secret)
        return [Route(WEBHOOK_PATH, webhook.answer, methods=["POST"])]

    async def start(self) -> None:
        """Start registration or polling in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop polling, finish pending calls and close the connections."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._best_effort.finish()
        for request in self._requests:
            await request.shutdown()

    async def _show_typing(self, who: str) -> None:
        await self._bot.send_chat_action(int(who), ChatAction.TYPING)

    async def _run(self) -> None:
        while not await self._try_listening():
            continue
        await asyncio.gather(self._set_profile(), self._poll())

    async def _try_listening(self) -> bool:
        """Register with Telegram; False, after a pause, if it has to be tried again."""
        self.started = False
        try:
            self._sender.name = (await self._bot.get_me()).username or ""
            await register_webhook(self._bot, self._settings)
        except RetryAfter as error:
            self._tell(
                f"Telegram: asks to wait {retry_seconds(error):.0f} seconds; then tried again"
            )
            await asyncio.sleep(retry_seconds(error))
            return False
        except TelegramError as error:
            self._unreached(error)
            await asyncio.sleep(TOKEN_RETRY_SECONDS if is_token_refused(error) else _RETRY_SECONDS)
            return False
        self.started = True
        self._tell(f"Telegram: @{self._sender.name}, {describe_reception(self._settings)}")
        return True

    async def _poll(self) -> None:
        if self._own.telegram_polling:
            await poll_updates(self._bot, self._taking, self._unreached)

    async def _set_profile(self) -> None:
        """Set the profile, each part once; failures are reported and not retried."""
        for what, call in prepare_profile_calls(self._bot, self._settings, self._sentence).items():
            try:
                await call()
            except TelegramError as error:
                problem = f"{what} could not be set ({type(error).__name__})"
                self._tell(f"Telegram: {problem}; the next start tries again")

    def _failed(self, error: TelegramError) -> None:
        """Report a rejected token; other failed sends are retried by delivery."""
        if is_token_refused(error):
            self._tell("Telegram: BOUSSOLE_TELEGRAM_TOKEN is refused; the rest works without it")

    def _unreached(self, error: TelegramError) -> None:
        """Report a failed start or poll, once and not at each attempt."""
        self._failed(error)
        if not is_token_refused(error):
            self._tell(f"Telegram: not reached ({type(error).__name__}), trying again")

    def _tell(self, line: str) -> None:
        if line != self._told:
            self._told = line
            print(line, file=sys.stderr, flush=True)
