"""A PostgreSQL of a test's own, which the test may stop, start again, and cut off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

CUT_SECONDS = 0.2  # between two times that all connections are ended


@dataclass
class OwnPostgres:
    """The server in a folder (`pgserver`), with its URL."""

    server: Any
    url: str

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[OwnPostgres]:
        """Run it for as long as the block lasts."""
        import pgserver

        server = pgserver.get_server(folder)
        try:
            yield cls(server, server.get_uri())
        finally:
            server.cleanup()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """As after a power cut: nothing is told to anybody, and it recovers from its log."""
        self._control("stop", "-m", "immediate")
        try:
            yield
        finally:
            self.server.ensure_postgres_running()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """End every connection, again and again."""
        over = threading.Event()
        cutting = threading.Thread(target=self._cut_until, args=(over,))
        cutting.start()
        yield
        over.set()
        cutting.join()

    def _cut_until(self, over: threading.Event) -> None:
        while not over.wait(CUT_SECONDS):
            with suppress(psycopg2.Error):
                self.server.psql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )

    def _control(self, *what: str) -> None:
        from pgserver import pg_ctl

        pg_ctl(["-w", *what], pgdata=self.server.pgdata, user=self.server.system_user)
