"""The list beside a conversation: who waits, one's own conversations, those of colleagues."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Optional

from bot.console.desk.held_conversation_repository import HeldConversation
from bot.console.desk.own_talks import OwnTalk, read_own_talks
from bot.console.desk.team_state import TeamState, read_team_state
from bot.console.staff import account_repository
from bot.handoff import bursts
from bot.handoff.handoff_claims import MAX_CHATS
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork

QUEUE, MINE, ALL = TABS = ("file", "miennes", "toutes")
MAX_LINE_CHARS = 120


@dataclass(frozen=True)
class ListedConversation:
    """A row of the list.

    `line` is the last line that this counsellor may read, by `author` (one of
    `transcript.AUTHORS`; "" for the summary of somebody who waits). `danger`: the person asked for
    help in danger, or an alert of this conversation is open, as far as the counsellor may know
    whose it is (S5). `joined`: a colleague's talk in which this counsellor is the second.
    """

    handoff: Handoff
    last: dt.datetime
    line: str = ""
    author: str = ""
    unread: int = 0
    danger: bool = False
    joined: bool = False


@dataclass(frozen=True)
class ConversationList:
    """The rows by tab; `others` are held by colleagues, without content.

    In `queue`, similar requests of a burst share a row. `signals` counts the rows of signals that
    the page of the day shows; 0 unless on duty.
    """

    duty: str
    is_admin: bool
    queue: list[list[ListedConversation]] = field(default_factory=list)
    mine: list[ListedConversation] = field(default_factory=list)
    others: list[HeldConversation] = field(default_factory=list)
    signals: int = 0

    @property
    def waiting(self) -> list[ListedConversation]:
        """All who wait, in order."""
        return [each for row in self.queue for each in row]

    @property
    def unread(self) -> int:
        """Unread messages in one's own conversations."""
        return sum(each.unread for each in self.mine)

    def count_unread_in(self, number: Optional[int]) -> int:
        """Return the unread messages in the conversation of that number, if it is one's own."""
        return sum(each.unread for each in self.mine if each.handoff.id == number)

    @property
    def is_full(self) -> bool:
        """Whether the counsellor has the maximum number of conversations."""
        return sum(not each.joined for each in self.mine) >= MAX_CHATS

    @property
    def can_claim(self) -> bool:
        """Whether the counsellor can take the first of those who wait; danger knows no maximum."""
        first = next(iter(self.waiting), None)
        return self.duty == "on" and first is not None and (first.danger or not self.is_full)

    @property
    def first_tab(self) -> str:
        """The tab to open: the queue, or one's own conversations if nobody waits."""
        return MINE if self.mine and not self.waiting else QUEUE

    def count(self, tab: str) -> int:
        """Return the number of conversations in a tab."""
        counts = {QUEUE: len(self.waiting), MINE: len(self.mine)}
        return counts.get(tab, len(self.waiting) + len(self.mine) + len(self.others))

    @property
    def mark(self) -> str:
        """A digest that changes with the content of the list and reveals nothing of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def read_list(
    unit: UnitOfWork,
    counsellor: int,
    now: dt.datetime,
    source: bursts.NetworkSource = bursts.unknown_source,
) -> ConversationList:
    """Return the list of a counsellor. `source` gives the network of a conversation, if known."""
    duty, role = account_repository.get_duty_and_role(unit, counsellor)
    own = read_own_talks(unit, counsellor)
    return build_list(read_team_state(unit, now, source), own, counsellor, duty, role)


def build_list(
    team: TeamState, own: list[OwnTalk], counsellor: int, duty: str, role: str
) -> ConversationList:
    """Build the list of a counsellor from the state of the team and from their `own` talks."""
    alerts = [each for row in team.signals for each in row]
    agreed = {each.conversation for each in alerts if each.agreed and duty == "on"}
    marked = {each.conversation for each in alerts}
    mine = {each.marks.handoff.id for each in own}
    return ConversationList(
        duty=duty,
        is_admin=role == "admin",
        queue=[
            [_list_waiting(each, duty, each.conversation in agreed) for each in row]
            for row in team.queue
        ],
        mine=[_list_own(each, counsellor, marked) for each in own],
        others=[each for each in team.list_held_by_others(counsellor) if each.id not in mine],
        signals=len(team.signals) if duty == "on" else 0,
    )


def _list_waiting(waiting: Handoff, duty: str, danger: bool) -> ListedConversation:
    line = waiting.summary.split("\n")[0] if duty == "on" else ""
    danger = danger or waiting.danger
    return ListedConversation(waiting, waiting.waits_since, _shorten(line), danger=danger)


def _list_own(talk: OwnTalk, counsellor: int, marked: set[int]) -> ListedConversation:
    held, last = talk.marks.handoff, talk.last
    return ListedConversation(
        held,
        last.at if last else held.claimed or held.created,
        _shorten(last.text) if last else "",
        last.author if last else "",
        talk.marks.unread,
        held.conversation in marked or held.danger,
        held.counsellor != counsellor,
    )


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_LINE_CHARS else f"{line[: MAX_LINE_CHARS - 1]}…"
