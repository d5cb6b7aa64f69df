"""A running service and a browser for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from chromium import chromium
from live_service import Live, live


@pytest.fixture
def service(parts) -> Iterator[Live]:
    with live(parts) as running:
        yield running


@pytest.fixture(scope="module")
def browser(dialogue, library) -> Iterator[Any]:
    """One a module, after what is loaded for all."""
    with chromium() as running:
        yield running
