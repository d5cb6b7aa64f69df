"""Clear errors for ports that cannot be bound."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class PortUnavailable(OSError):
    """A port cannot be bound; the message is one line."""


@contextmanager
def name_port_errors(host: str, port: int, setting: str) -> Iterator[None]:
    """Turn an `OSError` of the block into a message that names the port and its setting.

    Raises:
        PortUnavailable: the port cannot be bound.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "is taken, perhaps by another start: stop that one, or choose another port"
        else:
            why = f"cannot be had, {error.strerror or error}: choose another port"
        raise PortUnavailable(f"port {port} of {host} {why} ({setting})") from None
