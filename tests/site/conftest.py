"""A running service and a browser for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.chromium import launch_chromium
from tests.support.live_service import LiveService, run_service


@pytest.fixture
def service(parts) -> Iterator[LiveService]:
    with run_service(parts) as running:
        yield running


@pytest.fixture(scope="module")
def browser(dialogue, library) -> Iterator[Any]:
    """One a module, after what is loaded for all."""
    with launch_chromium() as running:
        yield running
