"""`boussole serve --workers N`: several processes behind one listening socket.

The supervisor binds the port, starts the workers one after the other, replaces one that ends, and
at SIGHUP replaces all of them in turn: a new worker serves before the old one is asked to end. The
socket stays open meanwhile, so that no connection is refused. The workers share nothing but
PostgreSQL.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess  # nosec B404  # runs this project alone
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_SIGNALS = (signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
# A worker that ends sooner than this is started again after a pause that doubles each time.
_SHORT_LIFE_SECONDS, _MAX_PAUSE_SECONDS = 30.0, 30.0
_LOOK_SECONDS = 1.0
# A worker has three seconds to end its connections (`http_connections`), and some to stop.
_END_SECONDS = 20.0

Report = Callable[[str], None]


class Interrupted(Exception):
    """SIGINT or SIGTERM came while a worker started."""


class WorkerFailed(Exception):
    """A worker ended before it served; `status` is its exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"a worker ended with status {status} before it served")
        self.status = status


@dataclass
class Worker:
    """A process that serves; `number` from 0."""

    number: int
    process: subprocess.Popen[bytes]
    began: float
    ready: int  # the end of a pipe that the worker writes to once it serves


@dataclass
class Supervisor:
    """Keeps `count` workers on a listening socket. `metrics_port` is that of the first, 0 for none;
    the others have those after it. `report` prints a line for the operator. `command` starts a
    worker, which is told its sockets by « --sockets »."""

    listening: socket.socket
    count: int
    metrics_port: int
    report: Report
    command: tuple[str, ...] = (sys.executable, "-m", "bot.cli", "serve")
    workers: dict[int, Worker] = field(default_factory=dict)
    _pauses: dict[int, float] = field(default_factory=dict)
    _starts_at: dict[int, float] = field(default_factory=dict)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises WorkerFailed when the first worker cannot start."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            for number in range(self.count):
                worker = self._start(number)
                self._wait_until_ready(worker)
                self.workers[number] = worker
            self.report(f"{self.count} workers serve (SIGHUP replaces them one by one)")
            self._watch()
        except Interrupted:
            pass
        finally:
            self._end(list(self.workers.values()))
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _watch(self) -> None:
        while True:
            found = signal.sigtimedwait(_SIGNALS, _LOOK_SECONDS)
            if found is not None and found.si_signo in (signal.SIGINT, signal.SIGTERM):
                return
            if found is not None and found.si_signo == signal.SIGHUP:
                self._replace_all()
            self._replace_ended()

    def _replace_ended(self) -> None:
        for number, worker in list(self.workers.items()):
            status = worker.process.poll()
            if status is None:
                continue
            del self.workers[number]
            os.close(worker.ready)
            lived = time.monotonic() - worker.began
            pause = 0.0
            if lived < _SHORT_LIFE_SECONDS:
                pause = min(2 * self._pauses.get(number, 0.5), _MAX_PAUSE_SECONDS)
            self._pauses[number] = pause
            self._starts_at[number] = time.monotonic() + pause
            self.report(f"worker {number} ended (status {status}), next start in {pause:.0f} s")
        for number, at in list(self._starts_at.items()):
            if at <= time.monotonic():
                del self._starts_at[number]
                self.workers[number] = self._start(number)

    def _replace_all(self) -> None:
        """Replace the workers one by one; stop at one that does not come to serve."""
        for number, old in list(self.workers.items()):
            new = self._start(number)
            try:
                self._wait_until_ready(new)
            except WorkerFailed as error:
                self.report(f"worker {number} was not replaced: {error}")
                return
            self.workers[number] = new
            self._end([old])
            self.report(f"worker {number} was replaced")

    def _start(self, number: int) -> Worker:
        ready, told = os.pipe()
        environment = dict(os.environ)
        if self.metrics_port:
            environment["BOUSSOLE_METRICS_PORT"] = str(self.metrics_port + number)
        passed = (self.listening.fileno(), told)
        command = [*self.command, "--sockets", f"{passed[0]},{passed[1]}"]
        process = subprocess.Popen(  # nosec B603  # a fixed command, no shell
            command, env=environment, pass_fds=passed, preexec_fn=_unblock_signals
        )
        os.close(told)
        return Worker(number, process, time.monotonic(), ready)

    def _wait_until_ready(self, worker: Worker) -> None:
        """Wait until a worker serves. Raises WorkerFailed, Interrupted."""
        while not select.select([worker.ready], [], [], _LOOK_SECONDS)[0]:
            if signal.sigpending() & {signal.SIGINT, signal.SIGTERM}:
                self._end([worker])
                raise Interrupted
        if not os.read(worker.ready, 1):  # it closed the pipe without a word
            raise WorkerFailed(worker.process.wait())

    def _end(self, workers: list[Worker]) -> None:
        for worker in workers:
            worker.process.terminate()
        deadline = time.monotonic() + _END_SECONDS
        for worker in workers:
            try:
                worker.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            os.close(worker.ready)


def _unblock_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


@dataclass(frozen=True)
class InheritedSockets:
    """What a worker has from its supervisor."""

    listening: socket.socket
    told: int

    @classmethod
    def parse(cls, text: str) -> InheritedSockets:
        """Read the two numbers of `--sockets`. Raises ValueError, OSError."""
        listening, told = map(int, text.split(","))
        return cls(socket.socket(fileno=listening), told)

    def report_ready(self) -> None:
        """Tell the supervisor that this process serves from now on."""
        os.write(self.told, b".")
        os.close(self.told)
