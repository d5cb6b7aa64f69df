"""What the start says, beside where the service listens."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.care.helplines import get_verification_date
from bot.cli.serve_command import warn_about_helplines


def test_s4_the_start_warns_when_the_helplines_were_checked_long_ago(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warn_about_helplines(get_verification_date() + dt.timedelta(days=180))
    assert capsys.readouterr().err == ""
    warn_about_helplines(get_verification_date() + dt.timedelta(days=181))
    assert str(get_verification_date()) in capsys.readouterr().err
