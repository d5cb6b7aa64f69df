"""A running service for the tests of the channels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_service import Live, live


@pytest.fixture
def service(parts) -> Iterator[Live]:
    with live(parts) as running:
        yield running
