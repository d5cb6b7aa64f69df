"""What the start says, beside where the service listens."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.cli.serve import look_at_the_helplines
from bot.safeguarding.helplines import verified


def test_s4_the_start_warns_when_the_helplines_were_checked_long_ago(
    capsys: pytest.CaptureFixture[str],
) -> None:
    look_at_the_helplines(verified() + dt.timedelta(days=180))
    assert capsys.readouterr().err == ""
    look_at_the_helplines(verified() + dt.timedelta(days=181))
    assert str(verified()) in capsys.readouterr().err
