"""Acts on what came from Telegram: taken in once, and answered at once where it can't be."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Update

from bot.channels.best_effort import BestEffort
from bot.channels.body import PLATFORM_DEPTH, cut, deeper
from bot.channels.indicator import Typing
from bot.channels.receiving import NOT_NOW, READ, Receiving, Taken
from bot.channels.telegram import CHANNEL, updates
from bot.channels.telegram.keyboards import marked
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.updates import Blocked, Elsewhere, Item, Pressed, Sent
from bot.conversation.intake import TooManyWaiting
from bot.conversation.threads import Rank
from bot.privacy import routing
from bot.privacy.pseudonyms import pseudonym
from bot.safeguarding.answers import facts
from bot.safeguarding.detector import detect
from bot.storage.unit_of_work import writing

logger = logging.getLogger(__name__)

_REMEMBERED = 5000
_CROWDED_SECONDS = 60


class Taking:
    """What the webhook and the polling hand their updates to."""

    def __init__(
        self, bot: Bot, receiving: Receiving, aside: BestEffort, typing: Typing, pace: Pace
    ) -> None:
        self._bot, self._receiving = bot, receiving
        self._aside, self._typing, self._pace = aside, typing, pace
        self._sentence: Callable[..., str] = receiving.parts.dialogue.sentence
        # What was said directly, and to which groups: in memory only, and only so much of it.
        self._said: deque[str] = deque(maxlen=_REMEMBERED)
        self._saying: set[str] = set()
        self._left: deque[int] = deque(maxlen=_REMEMBERED)

    async def take(self, data: dict[str, Any]) -> None:
        """Returns once nothing of it can be lost any more. What is nested too deep is answered as a
        message that cannot be read.

        Raises:
            SQLAlchemyError, Stuck, Crowded: it could not be stored (NOT_NOW) and should come again.
        """
        deep = deeper(data, PLATFORM_DEPTH)
        try:
            async with self._receiving.turn():
                update = updates.parse(cut(data, PLATFORM_DEPTH) if deep else data, self._bot)
            await self._act(update, readable=not deep)
        except NOT_NOW:
            raise
        except Exception as error:  # noqa: BLE001  # made of what came: it must not come for ever
            # The class only: the text may quote what was sent.
            logger.error("an update could not be taken: %s", type(error).__name__)

    async def _act(self, update: Update, readable: bool) -> None:
        known = updates.read(update)
        if isinstance(known, Sent):
            await self._sent(known if readable else updates.unreadable(known))
        elif isinstance(known, Pressed):
            await self._pressed(known)
        elif isinstance(known, Blocked):
            await self._blocked(known)
        elif isinstance(known, Elsewhere):
            self._elsewhere(known)
        elif update.callback_query:
            self._aside.start(self._bot.answer_callback_query(update.callback_query.id))

    async def _sent(self, sent: Sent) -> None:
        for item in sent.items:
            try:
                await self._item(sent.who, item)
            except TooManyWaiting:
                self._refuse(sent.who, item, crowded=True)
            except Exception:
                self._refuse(sent.who, item, crowded=False)
                raise
        self._typing.soon(sent.who)

    async def _item(self, who: str, item: Item) -> None:
        number = self._number(item.id)
        if item.kind == "open":
            await self._receiving.opened(who, number)
        elif item.kind == "text":
            await self._receiving.text(who, number, item.body)
        else:
            await self._receiving.other(who, number, item.body, item.words)

    async def _pressed(self, pressed: Pressed) -> None:
        """The round mark on the button goes at once; what was pressed is then marked to stay."""
        who = pressed.who
        self._aside.start(self._bot.answer_callback_query(pressed.query))
        item = Item("choice", f"press:{pressed.query}")
        try:
            taken = await self._receiving.choice(who, self._number(item.id), pressed.token)
        except TooManyWaiting:
            self._refuse(who, item, crowded=True)
            return
        self._typing.soon(who)
        if pressed.shown:
            self._aside.start(self._mark(pressed, pressed.shown, taken is not Taken.STALE))

    async def _mark(self, pressed: Pressed, shown: InlineKeyboardMarkup, works: bool) -> None:
        """A keyboard whose buttons were erased goes; any other stays as it is, with the mark."""
        keyboard = marked(shown, pressed.token) if works else None
        if works and keyboard is None:
            return
        await self._pace.any_turn()
        await self._bot.edit_message_reply_markup(
            int(pressed.who), pressed.message, reply_markup=keyboard
        )

    async def _blocked(self, blocked: Blocked) -> None:
        person = self._receiving.person(blocked.who)
        async with self._receiving.turn():
            await self._receiving.threads.ask(Rank.TURN, partial(self._close, person, blocked))

    def _close(self, person: str, blocked: Blocked) -> None:
        with writing(self._receiving.parts.engine) as unit:
            routing.close(unit, person, blocked.at)
            unit.commit()

    def _elsewhere(self, group: Elsewhere) -> None:
        """Say so once, and leave; nothing of a group is stored."""
        first = group.chat not in self._left
        if first:
            self._left.append(group.chat)
        self._aside.start(self._leave(group.chat, first))

    async def _leave(self, chat: int, first: bool) -> None:
        """Whether or not it may speak there."""
        if first:
            await self._aside.start(self._bot.send_message(chat, self._sentence("utter_group")))
        await self._bot.leave_chat(chat)

    def _refuse(self, who: str, item: Item, crowded: bool) -> None:
        """Tell the person directly, once: the helplines where they are called for (S1), or that too
        much waits. What only could not be stored comes again."""
        now = self._receiving.parts.clock()
        signal = detect((item.body if item.kind == "text" else item.words)[:READ])
        if signal:
            once = f"{who}:{item.id}"
            lines = facts(signal, now)["lines"]
            said = self._sentence("utter_storage_failed_distress", lines=lines)
        elif crowded:
            once = f"{who}:{int(now.timestamp()) // _CROWDED_SECONDS}"
            said = self._sentence("utter_refused_too_many")
        else:
            return
        once = self._number(once)
        if once not in self._said and once not in self._saying:
            self._saying.add(once)
            self._aside.start(self._say(who, said, once))

    async def _say(self, who: str, said: str, once: str) -> None:
        """What did not leave is not said: it is tried when the same comes again."""
        try:
            await self._bot.send_message(int(who), said)
            self._said.append(once)
        finally:
            self._saying.discard(once)

    def _number(self, number: str) -> str:
        """Telegram makes some of its numbers from those of people, so none is kept as it is."""
        return pseudonym(f"{CHANNEL} message", number, self._receiving.parts.key)
