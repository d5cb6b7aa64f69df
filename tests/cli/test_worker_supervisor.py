"""Several workers on one socket: started in turn, replaced when they end and when asked to."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.cli.worker_supervisor import Supervisor, WorkerFailed

SECONDS = 30
# Answers each connection with its process id, and notes its start in a folder.
WORKER = """
import os, signal, socket, sys
from pathlib import Path
listening, told = map(int, sys.argv[-1].split(","))
Path(sys.argv[1], str(os.getpid())).touch()
if Path(sys.argv[1], "broken").exists():
    sys.exit(3)
ending = []
signal.signal(signal.SIGTERM, lambda *_: ending.append(True))
os.write(told, b".")
os.close(told)
with socket.socket(fileno=listening) as server:
    server.settimeout(0.02)
    while not ending:
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        with client:
            client.sendall(str(os.getpid()).encode())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "worker.py").write_text(WORKER)
    (tmp_path / "started").mkdir()
    return tmp_path


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as made:
        yield made


def make_supervisor(listening: socket.socket, folder: Path, report: Callable) -> Supervisor:
    command = (sys.executable, str(folder / "worker.py"), str(folder / "started"))
    return Supervisor(listening, 2, 0, report, command)


def _supervise(listening: socket.socket, folder: Path, said: Connection) -> None:
    make_supervisor(listening, folder, said.send).run()


@pytest.fixture
def supervised(listening: socket.socket, folder: Path) -> Iterator[tuple[int, Connection]]:
    """The process id of a supervisor with two workers, and the lines that it reports."""
    lines, said = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_supervise, args=(listening, folder, said))
    process.start()
    try:
        assert "2 workers serve" in hear(lines)
        yield process.pid or 0, lines
    finally:
        process.terminate()
        process.join(SECONDS)
        assert process.exitcode == 0


def hear(lines: Connection) -> str:
    assert lines.poll(SECONDS), "nothing was reported"
    return str(lines.recv())


def ask(listening: socket.socket) -> int:
    """Return the id of the worker that answers a new connection."""
    with socket.create_connection(listening.getsockname(), timeout=SECONDS) as client:
        return int(client.recv(16))


def list_children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_ends_is_replaced(
    supervised: tuple[int, Connection], listening: socket.socket
) -> None:
    pid, lines = supervised
    before = list_children(pid)
    killed = ask(listening)
    assert killed in before
    os.kill(killed, signal.SIGKILL)
    assert "ended (status -9)" in hear(lines)
    assert ask(listening) != killed  # the other one serves meanwhile
    wait_for(lambda: len(list_children(pid)) == 2)
    assert len(list_children(pid) - before) == 1


def test_all_are_replaced_without_a_connection_refused(
    supervised: tuple[int, Connection], listening: socket.socket
) -> None:
    pid, lines = supervised
    before = list_children(pid)
    os.kill(pid, signal.SIGHUP)
    replaced = 0
    while replaced < 2:
        ask(listening)
        replaced += lines.poll(0.01) and "was replaced" in hear(lines)
    assert not list_children(pid) & before


def test_a_new_worker_that_cannot_start_leaves_the_old_ones(
    supervised: tuple[int, Connection], folder: Path, listening: socket.socket
) -> None:
    pid, lines = supervised
    before = list_children(pid)
    (folder / "started" / "broken").touch()
    os.kill(pid, signal.SIGHUP)
    assert "was not replaced" in hear(lines)
    assert list_children(pid) == before
    assert ask(listening) in before


def test_the_status_of_a_first_worker_that_cannot_start_is_told(
    listening: socket.socket, folder: Path
) -> None:
    (folder / "started" / "broken").touch()
    with pytest.raises(WorkerFailed) as raised:
        make_supervisor(listening, folder, print).run()
    assert raised.value.status == 3
    assert len(list((folder / "started").iterdir())) == 2  # the mark, and one start
