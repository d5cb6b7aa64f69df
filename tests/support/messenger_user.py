"""A person with Messenger on their phone, between Meta's double and the real service."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService, run_service
from tests.support.messenger_double import (
    SECRET,
    TOKEN,
    VERIFY,
    ArrivedMessage,
    MessengerDouble,
    run_double,
)

ANNA = "7001002003004005"
BESIDE = "Plus de choix"


class MessengerUser:
    """What somebody does, and what they see then."""

    def __init__(self, meta: MessengerDouble, service: LiveService, who: str = ANNA) -> None:
        self.meta, self.service, self.who = meta, service, who

    @property
    def address(self) -> str:
        return f"{self.service.url}/messenger"

    def sends(self, *events: dict[str, Any]) -> list[ArrivedMessage]:
        """Post events as Meta does; what comes to this person because of them."""
        before = len(self.meta.arrived)
        assert self.meta.posts(self.address, *events) == 200
        wait_until_settled(self.service)
        return [each for each in self.meta.arrived[before:] if each.who == self.who]

    def writes(self, text: str) -> list[ArrivedMessage]:
        return self.sends(self.meta.text(self.who, text))

    def presses(self, title: str) -> list[ArrivedMessage]:
        """A quick reply of the last message, or a button of any; by the beginning of its title."""
        mine = [each for each in self.meta.arrived if each.who == self.who]
        for shown, token in mine[-1].quick_replies:
            if shown.startswith(title):
                return self.sends(self.meta.quick_reply(self.who, shown, token))
        for each in reversed(mine):
            for shown, token in each.buttons:
                if shown.startswith(title):
                    return self.sends(self.meta.postback(self.who, shown, token))
        raise AssertionError(f"{title} is not on the screen: {render_screen(mine[-3:])}")

    def taps_menu(self, title: str) -> list[ArrivedMessage]:
        """An item of the menu, or a first question, of the page's profile."""
        items = [
            (item.get("title") or item.get("question"), item["payload"])
            for part in ("persistent_menu", "ice_breakers")
            for each in self.meta.profile.get(part, [])
            for item in each["call_to_actions"]
        ]
        payload = dict(items)[title]
        return self.sends(self.meta.postback(self.who, title, payload))


def render_screen(arrived: list[ArrivedMessage]) -> str:
    """As a person would see it."""
    lines: list[str] = []
    for each in arrived:
        payload = each.message.get("attachment", {}).get("payload", {})
        if each.file:
            lines.append(f"[{each.name}, {len(each.file)} bytes]")
        for tile in payload.get("elements", []):
            lines.append(f"+ {tile['title']}\n  {tile.get('subtitle', '')}")
            lines.extend(f"  [{b['title']}]" for b in tile.get("buttons", []))
        if not payload.get("elements"):
            lines.append(each.text)
            lines.extend(f"[{title}]" for title, _ in each.buttons)
        lines.append(" ".join(f"({title})" for title, _ in each.quick_replies))
    return "\n".join(filter(None, lines))


def list_arrived_texts(arrived: list[ArrivedMessage]) -> str:
    return "\n".join(each.text for each in arrived)


def wait_until_settled(service: LiveService, clock: Any = None) -> None:
    """Wait until all that was written is answered, and every answer left or, without a `clock` to
    move on, waits for its time."""
    before, give_up = 0, time.monotonic() + MAX_WAIT_SECONDS
    while left := _left(service.parts, put_off=clock is not None):
        if left != before:
            before, give_up = left, time.monotonic() + MAX_WAIT_SECONDS
        assert time.monotonic() < give_up, "answers are missing"
        time.sleep(0.01)  # of another thread's work there is no news here
        if clock is not None and not _left(service.parts, put_off=False):
            clock.now += dt.timedelta(minutes=1)


def _left(parts: TurnDependencies, put_off: bool) -> int:
    """How many messages wait for an answer, and conversations for a delivery (`put_off`: those too
    whose time has not come)."""
    now = parts.clock()
    joined = sa.join(routes, conversations, routes.c.conversation_id == conversations.c.id)
    unsent = sa.and_(routes.c.closed.is_(False), routes.c.sent < conversations.c.last_reply)
    due = sa.or_(routes.c.due.is_(None), routes.c.due <= now, routes.c.sending.is_(True))
    left = sa.select(sa.func.count()).select_from(joined).where(unsent)
    waiting = sa.select(sa.func.count()).where(inbox.c.status == "waiting")
    with reading(parts.engine) as unit:
        still = unit.execute(waiting).scalar_one()
        unsent = unit.execute(left if put_off else left.where(due)).scalar_one()
    return int(still + unsent)


@contextmanager
def run_on_messenger(
    parts: TurnDependencies, token: str = TOKEN
) -> Iterator[tuple[MessengerDouble, LiveService]]:
    """The real service, set up for the double."""
    with run_double(parts.clock) as meta:
        known = {"messenger_token": token, "messenger_secret": SECRET, "messenger_verify": VERIFY}
        settings = parts.settings.copy(update={**known, "messenger_api": meta.url})
        with run_service(replace(parts, settings=settings)) as service:
            yield meta, service
