"""A port that cannot be had is named, with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class PortUnavailable(OSError):
    """Nobody can listen there; the message is one line."""


@contextmanager
def name_port_errors(host: str, port: int, setting: str) -> Iterator[None]:
    """Around what begins to listen; `setting` chooses another port. Raises PortRefused."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "is taken, perhaps by another start: stop that one, or choose another port"
        else:
            why = f"cannot be had, {error.strerror or error}: choose another port"
        raise PortUnavailable(f"port {port} of {host} {why} ({setting})") from None
