"""C1: what `boussole serve` opens and whom it calls, as the system sees it. Linux alone tells."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import PROJECT_ROOT

PUBLIC = "127.0.0.2"  # stands for the address that the world sees
LISTENS = "0A"
SECONDS = 60

pytestmark = [
    pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc/net"),
    pytest.mark.allow_hosts(["127.0.0.1", "::1", PUBLIC]),
]


@pytest.fixture
def served(tmp_path: Path, model: Path, library: Any, shared_data: Path) -> Iterator[tuple]:
    """The command, once it answers: its process and its port."""
    shutil.copy(shared_data / "vectors.sqlite", tmp_path)  # else it would embed all entries
    with socket.create_server((PUBLIC, 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve", "--host", PUBLIC, "--port", str(port)],
        cwd=PROJECT_ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "BOUSSOLE_DATA": str(tmp_path)},
    )
    try:
        assert process.stderr is not None
        assert any(b"Boussole listens" in line for line in process.stderr)
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            assert client.post(f"http://{PUBLIC}:{port}/api/session").status_code == 201
        yield process, port
    finally:
        process.kill()
        process.wait(SECONDS)


def sockets(pid: int) -> Iterator[tuple[str, str, int, str, str]]:
    """Kind, address, port, state and peer of each network socket of a process."""
    names = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since: a file, or the socket of a request
            names.append(link.readlink().name)
    mine = set(re.findall(r"socket:\[(\d+)\]", " ".join(names)))
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]:
            _, here, there, state, *rest = line.split()
            if rest[5] in mine:
                address, port = here.split(":")
                peer = _read(there.split(":")[0])
                yield kind, _read(address), int(port, 16), state, peer


def _read(written: str) -> str:
    """An address as the kernel writes it: words of four bytes, each turned around."""
    words = [bytes.fromhex(written[at : at + 8])[::-1] for at in range(0, len(written), 8)]
    return str(ip_address(b"".join(words)))


def test_c1_only_the_public_port_is_open_and_nobody_is_called(served: tuple) -> None:
    process, port = served
    seen = list(sockets(process.pid))
    reachable = {
        (kind, address, number)
        for kind, address, number, state, _ in seen
        if (state == LISTENS or kind.startswith("udp")) and address not in ("127.0.0.1", "::1")
    }
    assert reachable == {("tcp", PUBLIC, port)}
    called = {peer for _, _, _, state, peer in seen if state != LISTENS}
    assert [peer for peer in called if not ip_address(peer).is_loopback] == []


def test_c1_telemetry_stays_off_whatever_the_machine_says() -> None:
    code = "import bot; from rasa import telemetry; print(telemetry.is_telemetry_enabled())"
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT_ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert run.stdout.splitlines()[-1] == "False"
