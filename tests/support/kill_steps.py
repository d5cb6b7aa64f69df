"""The steps of a message at which `service_killer` ends its process; not a test itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from bot.channels import platform_intake
from bot.channels.web import chat_api
from bot.dialogue.in_process_actions import registry
from bot.jobs.delivery_worker import DeliveryWorker
from bot.messaging import (
    delivery_progress,
    message_intake,
    turn_processor,
    worker,
)
from bot.storage import message_repository


class Death:
    """Kills this process the `hits`-th time it is called, once for each `marker` file; without
    one, every time from then on."""

    def __init__(self, marker: Optional[str], hits: int = 1) -> None:
        self._marker, self._left = Path(marker) if marker else None, hits

    def __call__(self) -> None:
        self._left -= 1
        if self._left > 0:
            return
        if self._marker is not None:
            if self._marker.exists():
                return
            self._marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


Step = Callable[[Death], None]


def _before(place: Any, name: str, only: Any = None) -> Step:
    """Just before a function of the service is called."""
    return lambda die: _wrap(place, name, die, before=True, only=only)


def _after(place: Any, name: str, only: Any = None) -> Step:
    """Just after a function of the service returned."""
    return lambda die: _wrap(place, name, die, before=False, only=only)


def _wrap(place: Any, name: str, die: Death, before: bool, only: Any) -> None:
    step = getattr(place, name)

    def deadly(*args: Any, **named: Any) -> Any:
        hit = only is None or only(*args)
        if before and hit:
            die()
        result = step(*args, **named)
        if not before and hit:
            die()
        return result

    setattr(place, name, deadly)


def _in_action(die: Death) -> None:
    act = registry()["action_thanks"]

    def deadly(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        done = act(dispatcher, tracker, domain)
        die()
        return done

    registry()["action_thanks"] = deadly


def _once_taken(die: Death) -> None:
    take = worker.take_pending_message

    def deadly(parts: Any, conversation: int) -> Any:
        head = take(parts, conversation)
        if head is not None:
            die()
        return head

    worker.take_pending_message = deadly


def _around_send(before: bool) -> Step:
    def step(die: Death) -> None:
        send = DeliveryWorker._send

        async def deadly(self: Any, *args: Any) -> None:
            if before:
                die()
            await send(self, *args)
            if not before:
                die()

        DeliveryWorker._send = deadly  # type: ignore[method-assign]

    return step


def _either_accepts(die: Death) -> None:
    for place in (chat_api, platform_intake):
        _wrap(place, "accept_message", die, before=False, only=None)


def _is_typed(engine: Any, message: Any, now: Any) -> bool:
    return message.kind == "text"


def _is_second(unit: Any, row: Any, head: Any, *rest: Any) -> bool:
    return head.seq == 2


def _holds_text(unit: Any, *rest: Any) -> bool:
    """Whether the message just inserted is a typed one (not the opening of the chat)."""
    waiting = "SELECT count(*) FROM inbox WHERE kind = 'text' AND status = 'waiting'"
    return unit.connection.exec_driver_sql(waiting).scalar() > 0


# Of one person: at the first typed message.
STEPS: dict[str, Step] = {
    "before the accept commits": _before(message_intake, "notify", _holds_text),
    "after the accept committed": _after(chat_api, "accept_message", _is_typed),
    "after the attempt was counted": _once_taken,
    "inside the action": _in_action,
    "before the turn commits": _after(turn_processor, "_store_replies", _is_second),
    "after the turn committed": _after(
        worker, "answer_message", lambda parts, head, parse: head.seq == 2
    ),
}

# Of many people and a platform: at whichever message comes.
STEPS_UNDER_LOAD: dict[str, Step] = {
    "accept, before its commit": _before(message_intake, "notify"),
    "accept, after its commit": _either_accepts,
    "claim, before its commit": _after(message_repository, "save_attempts"),
    "claim, after its commit": _once_taken,
    "interpretation": _after(worker, "preprocess"),
    "turn, inside the action": _in_action,
    "turn, replies composed": _after(turn_processor, "compose_replies"),
    "turn, before its commit": _after(turn_processor, "_store_salience"),
    "turn, after its commit": _after(worker, "answer_message"),
    "outbox, read for a page": _after(chat_api, "fetch_entries_since"),
    "delivery, before its claim commits": _after(delivery_progress, "hold_next_delivery"),
    "delivery, before the send": _around_send(before=True),
    "delivery, after the send": _around_send(before=False),
    "delivery, before its outcome commits": _after(delivery_progress, "record_delivered"),
}
