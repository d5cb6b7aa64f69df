"""A service that can be killed and started again within a second (`service_killer`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT

MAX_WAIT_SECONDS = 120  # generous: a test that waits this long has failed
_KILLER = Path(__file__).parent / "service_killer.py"


class ServiceDriver:
    """Loads the model once and forks a service for each life. `prefix`: a command that runs it."""

    def __init__(self, prefix: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*prefix, sys.executable, str(_KILLER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
            env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        )
        assert self._read() == "loaded"

    @property
    def root(self) -> Path:
        """The file system as the service sees it."""
        return Path(f"/proc/{self._process.pid}/root")

    def start(self, life: dict[str, Any]) -> str:
        """A service that listens; its address."""
        self._write(json.dumps(life))
        word, number = self._read().split()
        assert word == "port"
        return f"http://127.0.0.1:{number}"

    def ended(self) -> int:
        """Wait until the service is gone; minus the signal that killed it."""
        self._write("wait")
        word, status = self._read().split()
        assert word == "ended"
        return int(status)

    def stop(self) -> int:
        """Kill it from outside, wherever it is; minus the signal that ended it."""
        self._write("stop")
        return self.ended()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(MAX_WAIT_SECONDS)

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
