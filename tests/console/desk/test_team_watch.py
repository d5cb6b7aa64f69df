"""The state of the team that the open pages of a process share."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from bot.console.desk import team_watch
from bot.console.desk.team_state import TeamState
from bot.console.desk.team_watch import TeamWatch
from bot.console.web.page_updates import QUEUE_PAGES
from bot.handoff.handoff_repository import Handoff
from bot.messaging.listeners import Listeners
from tests.support.handoff_factories import NOW

WAITS = Handoff(*(1, 2, "queued", "", "none", "", None, 0, 0, NOW), *(None,) * 3, "", False, "")


class Team:
    """What reading the team gives, counted."""

    def __init__(self, *found: TeamState | Exception) -> None:
        self._found, self.times = list(found), 0

    async def read(self) -> TeamState:
        self.times += 1
        found = self._found[min(self.times, len(self._found)) - 1]
        if isinstance(found, Exception):
            raise found
        return found

    async def until(self, times: int) -> None:
        while self.times < times:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_watch, "MIN_INTERVAL_SECONDS", 0.001)


async def test_news_that_change_nothing_wake_no_page() -> None:
    listeners, watch = Listeners(), TeamWatch()
    team = Team(TeamState(), TeamState(), TeamState(queue=[[WAITS]]))
    with watch.follow(listeners, team.read), listeners.listen(QUEUE_PAGES) as pages:
        await team.until(1)
        pages.clear()  # woken by the first state
        listeners.tell(7)
        await team.until(2)
        assert not pages.is_set()
        listeners.tell(7)
        await team.until(3)
        assert pages.is_set()


async def test_many_pages_read_it_once() -> None:
    listeners, watch, team = Listeners(), TeamWatch(), Team(TeamState())
    with watch.follow(listeners, team.read), watch.follow(listeners, team.read):
        await team.until(1)
    assert team.times == 1
    assert watch.state is None


@pytest.mark.parametrize(
    "failure", [OperationalError("SELECT", {}, Exception("disk")), RuntimeError("unforeseen")]
)
async def test_an_old_state_is_not_kept(failure: Exception) -> None:
    """Pages read it themselves then."""
    listeners, watch, team = Listeners(), TeamWatch(), Team(TeamState(), failure)
    with watch.follow(listeners, team.read):
        await team.until(1)
        assert watch.state == TeamState()
        listeners.tell(7)
        await team.until(2)
        assert watch.state is None
