"""Handling of Telegram updates: stores messages and presses, or answers directly if it cannot."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Update

from bot.care.answer_facts import build_answer_facts
from bot.care.detector import detect
from bot.channels.best_effort import BestEffort
from bot.channels.platform_intake import (
    MAX_SCANNED_CHARS,
    RETRYABLE_ERRORS,
    PlatformIntake,
    PressOutcome,
)
from bot.channels.request_body import MAX_PLATFORM_DEPTH_LEVELS, cut_nesting, is_nested_deeper
from bot.channels.telegram import CHANNEL, update_parser
from bot.channels.telegram.inline_keyboards import mark_pressed
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.telegram.update_parser import (
    BotBlocked,
    ButtonPressed,
    GroupActivity,
    MessageSent,
    UpdateItem,
)
from bot.channels.typing_indicator import TypingIndicator
from bot.messaging.db_executor import JobPriority
from bot.messaging.message_intake import TooManyWaiting
from bot.privacy import delivery_address_repository
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.unit_of_work import writing

logger = logging.getLogger(__name__)

_MAX_REMEMBERED_NOTICES = 5000
_CROWDED_NOTICE_SECONDS = 60


class UpdateHandler:
    """Handles the updates of the webhook and of polling."""

    def __init__(
        self,
        bot: Bot,
        receiving: PlatformIntake,
        aside: BestEffort,
        typing: TypingIndicator,
        pace: SendRateLimiter,
    ) -> None:
        self._bot, self._receiving = bot, receiving
        self._best_effort, self._typing, self._pace = aside, typing, pace
        self._sentence: Callable[..., str] = receiving.parts.dialogue.sentence
        # Notices sent directly, those being sent, and groups left; a bounded number, in memory.
        self._said: deque[str] = deque(maxlen=_MAX_REMEMBERED_NOTICES)
        self._saying: set[str] = set()
        self._left: deque[int] = deque(maxlen=_MAX_REMEMBERED_NOTICES)

    async def take(self, data: dict[str, Any]) -> None:
        """Handle an update; returns once it is durable.

        A text in an update that is nested too deeply becomes an unreadable message.

        Raises:
            RETRYABLE_ERRORS: it could not be stored and should be sent again.
        """
        deep = is_nested_deeper(data, MAX_PLATFORM_DEPTH_LEVELS)
        try:
            async with self._receiving.turn():
                update = update_parser.parse_update(
                    cut_nesting(data, MAX_PLATFORM_DEPTH_LEVELS) if deep else data, self._bot
                )
            await self._act(update, readable=not deep)
        except RETRYABLE_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001  # a bad update must not be sent for ever
            # Only the class is logged: the text may quote the message.
            logger.error("an update could not be taken: %s", type(error).__name__)

    async def _act(self, update: Update, readable: bool) -> None:
        known = update_parser.interpret_update(update)
        if isinstance(known, MessageSent):
            await self._sent(known if readable else update_parser.to_unreadable_message(known))
        elif isinstance(known, ButtonPressed):
            await self._pressed(known)
        elif isinstance(known, BotBlocked):
            await self._blocked(known)
        elif isinstance(known, GroupActivity):
            self._elsewhere(known)
        elif update.callback_query:
            self._best_effort.start(self._bot.answer_callback_query(update.callback_query.id))

    async def _sent(self, sent: MessageSent) -> None:
        for item in sent.items:
            try:
                await self._item(sent.who, item)
            except TooManyWaiting:
                self._refuse(sent.who, item, crowded=True)
            except Exception:
                self._refuse(sent.who, item, crowded=False)
                raise
        self._typing.soon(sent.who)

    async def _item(self, who: str, item: UpdateItem) -> None:
        number = self._number(item.id)
        if item.kind == "open":
            await self._receiving.opened(who, number)
        elif item.kind == "text":
            await self._receiving.text(who, number, item.body)
        else:
            await self._receiving.other(who, number, item.body, item.words)

    async def _pressed(self, pressed: ButtonPressed) -> None:
        """Stop the button's spinner at once, store the press, then mark the button."""
        who = pressed.who
        self._best_effort.start(self._bot.answer_callback_query(pressed.query))
        item = UpdateItem("choice", f"press:{pressed.query}")
        try:
            taken = await self._receiving.choice(who, self._number(item.id), pressed.token)
        except TooManyWaiting:
            self._refuse(who, item, crowded=True)
            return
        self._typing.soon(who)
        if pressed.shown:
            self._best_effort.start(
                self._mark(pressed, pressed.shown, taken is not PressOutcome.STALE)
            )

    async def _mark(self, pressed: ButtonPressed, shown: InlineKeyboardMarkup, works: bool) -> None:
        """Mark the pressed button, or remove a keyboard whose buttons were erased."""
        keyboard = mark_pressed(shown, pressed.token) if works else None
        if works and keyboard is None:
            return
        await self._pace.wait_for_any()
        await self._bot.edit_message_reply_markup(
            int(pressed.who), pressed.message, reply_markup=keyboard
        )

    async def _blocked(self, blocked: BotBlocked) -> None:
        person = self._receiving.person(blocked.who)
        async with self._receiving.turn():
            await self._receiving.threads.ask(
                JobPriority.TURN, partial(self._close, person, blocked)
            )

    def _close(self, person: str, blocked: BotBlocked) -> None:
        with writing(self._receiving.parts.engine) as unit:
            delivery_address_repository.close_delivery_address(unit, person, blocked.at)
            unit.commit()

    def _elsewhere(self, group: GroupActivity) -> None:
        """Leave a group after one notice; nothing of it is stored."""
        first = group.chat not in self._left
        if first:
            self._left.append(group.chat)
        self._best_effort.start(self._leave(group.chat, first))

    async def _leave(self, chat: int, first: bool) -> None:
        """Leave a chat, with a notice if it is the `first` time; the notice may fail."""
        if first:
            await self._best_effort.start(
                self._bot.send_message(chat, self._sentence("utter_group"))
            )
        await self._bot.leave_chat(chat)

    def _refuse(self, who: str, item: UpdateItem, crowded: bool) -> None:
        """Answer directly, once: with the helplines on distress (S1), or that too much is waiting.

        Any other message that could not be stored gets no answer, since it comes again.
        """
        now = self._receiving.parts.clock()
        signal = detect((item.body if item.kind == "text" else item.words)[:MAX_SCANNED_CHARS])
        if signal:
            once = f"{who}:{item.id}"
            lines = build_answer_facts(signal, now)["lines"]
            said = self._sentence("utter_storage_failed_distress", lines=lines)
        elif crowded:
            once = f"{who}:{int(now.timestamp()) // _CROWDED_NOTICE_SECONDS}"
            said = self._sentence("utter_refused_too_many")
        else:
            return
        once = self._number(once)
        if once not in self._said and once not in self._saying:
            self._saying.add(once)
            self._best_effort.start(self._say(who, said, once))

    async def _say(self, who: str, said: str, once: str) -> None:
        """Send a notice; it is remembered only if that succeeds, so that the next one is tried."""
        try:
            await self._bot.send_message(int(who), said)
            self._said.append(once)
        finally:
            self._saying.discard(once)

    def _number(self, number: str) -> str:
        """Hash an id of Telegram's: some are derived from the ids of people."""
        return derive_pseudonym(f"{CHANNEL} message", number, self._receiving.parts.key)
