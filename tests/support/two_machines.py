"""Two machines behind nginx: network namespaces on a bridge, with nginx in a third and PostgreSQL
on the host. Linux, root, `ip` and nginx are needed; the configuration is that of `deploy/nginx`."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from bot.settings import PROJECT_ROOT, Settings
from tests.support.service_processes import MAX_WAIT_SECONDS, make_environment

_NETWORK = "10.77.0"
_BRIDGE, _PORT = "bsl-bridge", 8000
_DATABASE_PORT = 5432
_PROXY = f"{_NETWORK}.10"
URL = f"https://{_PROXY}"


@dataclass
class Machine:
    """A namespace with its address, and its service once it runs."""

    name: str
    address: str
    service: subprocess.Popen[bytes] | None = None

    def start_service(self, settings: Settings) -> None:
        """Start a service and wait until it answers."""
        command = [sys.executable, "-m", "bot.cli", "serve", "--host", self.address]
        environment = {
            **os.environ,
            **make_environment(settings),
            "BOUSSOLE_ADDRESS_SHARES": "false",  # all pages have the address of the measurement
        }
        self.service = subprocess.Popen(
            ["ip", "netns", "exec", self.name, *command, "--port", str(_PORT)],
            env=environment,
            cwd=PROJECT_ROOT,
            stderr=subprocess.DEVNULL,
        )
        _wait_until_ready(f"http://{self.address}:{_PORT}")

    def kill(self) -> None:
        """Kill the service at once; its connections are reset, as the kernel does it."""
        assert self.service is not None
        self.service.kill()
        self.service.wait()

    def unplug(self) -> None:
        """Take the machine off the network: nobody hears from it again, not even a reset."""
        _run("ip", "link", "set", f"{self.name}-host", "down")
        assert self.service is not None
        self.service.send_signal(signal.SIGSTOP)


@contextmanager
def run_two_machines(settings: list[Settings]) -> Iterator[list[Machine]]:
    """Two machines with a service each; the pages are at `URL`, with a certificate of our own."""
    machines = [Machine(f"bsl-{n}", f"{_NETWORK}.{20 + n}") for n in range(len(settings))]
    with ExitStack() as stack:
        stack.enter_context(_make_bridge())
        for machine in machines:
            stack.enter_context(_make_namespace(machine.name, machine.address))
        stack.enter_context(_make_namespace("bsl-proxy", _PROXY))
        stack.enter_context(_run_nginx(settings[0].data, machines))
        for machine, each in zip(machines, settings, strict=True):
            stack.callback(_end_service, machine)
            machine.start_service(each)
        yield machines


@contextmanager
def relay_database(socket_path: Path) -> Iterator[str]:
    """Lead the machines' connections to a PostgreSQL that listens on a socket of the host; the
    address to connect to. The bridge must be there when the first one connects."""
    ended = threading.Event()
    serving = _serve_relay(socket_path, ended)
    thread = threading.Thread(target=asyncio.run, args=(serving,), daemon=True)
    thread.start()
    try:
        yield f"{_NETWORK}.1:{_DATABASE_PORT}"
    finally:
        ended.set()
        thread.join()


async def _serve_relay(socket_path: Path, ended: threading.Event) -> None:
    """Relay until `ended`; whatever is still open is cancelled then."""
    relay = partial(_relay, socket_path)
    await asyncio.start_server(relay, "0.0.0.0", _DATABASE_PORT)
    await asyncio.to_thread(ended.wait)


async def _relay(
    socket_path: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    there, back = await asyncio.open_unix_connection(str(socket_path))
    await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@contextmanager
def _make_bridge() -> Iterator[None]:
    _run("ip", "link", "add", _BRIDGE, "type", "bridge")
    try:
        _run("ip", "address", "add", f"{_NETWORK}.1/24", "dev", _BRIDGE)
        _run("ip", "link", "set", _BRIDGE, "up")
        yield
    finally:
        _run("ip", "link", "delete", _BRIDGE)


@contextmanager
def _make_namespace(name: str, address: str) -> Iterator[None]:
    _run("ip", "netns", "add", name)
    try:
        inside = ("ip", "-n", name)
        _run("ip", "link", "add", f"{name}-host", "type", "veth", "peer", "eth0", "netns", name)
        _run("ip", "link", "set", f"{name}-host", "master", _BRIDGE, "up")
        _run(*inside, "address", "add", f"{address}/24", "dev", "eth0")
        for device in ("eth0", "lo"):
            _run(*inside, "link", "set", device, "up")
        yield
    finally:
        _run("ip", "link", "delete", f"{name}-host")  # at once, unlike with its namespace
        _run("ip", "netns", "delete", name)


@contextmanager
def _run_nginx(folder: Path, machines: list[Machine]) -> Iterator[None]:
    """Run it with `deploy/nginx`, changed only in where files and machines are."""
    where = folder / "nginx"
    where.mkdir()
    text = (PROJECT_ROOT / "deploy" / "nginx" / "nginx.conf").read_text()
    server = re.compile(r"^( *)server 127\.0\.0\.1:8000 (.*)$", re.MULTILINE)
    lines = (rf"\1server {each.address}:{_PORT} \2" for each in machines)
    text = server.sub("\n".join(lines), text)
    text = text.replace("/run/nginx.pid", f"{where}/nginx.pid")
    (where / "nginx.conf").write_text(text.replace("/var/log/nginx/", f"{where}/"))
    key, pem = str(where / "boussole.key"), str(where / "boussole.pem")
    subject = ("-subj", "/CN=boussole.example.be", "-days", "1", "-nodes")
    _run("openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", key, "-out", pem)
    command = [find_nginx(), "-p", str(where), "-c", str(where / "nginx.conf")]
    process = subprocess.Popen(["ip", "netns", "exec", "bsl-proxy", *command, "-g", "daemon off;"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(MAX_WAIT_SECONDS)


def find_nginx() -> str:
    """Return its path, or an empty string."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""


def _end_service(machine: Machine) -> None:
    if machine.service is not None and machine.service.poll() is None:
        machine.service.send_signal(signal.SIGCONT)
        machine.service.terminate()
        machine.service.wait(MAX_WAIT_SECONDS)


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(url)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
