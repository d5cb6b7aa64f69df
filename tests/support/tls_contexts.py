"""One TLS context for all clients of the tests."""

from __future__ import annotations

import functools
import ssl


def share_tls_contexts() -> None:
    """Every client of `httpx` makes a context that reads the certificates of all authorities: 25 ms
    each, thousands of times, though nothing but this machine is called."""
    ssl.create_default_context = functools.cache(ssl.create_default_context)
