"""Calls of `pg_dump` and `pg_restore`, from the system or from the pgserver package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # nosec B404  # runs PostgreSQL's own tools
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg2.extensions import make_dsn
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import NullPool

from bot.storage.database_engine import StorageError


def dump_database(url: str, target: Path) -> None:
    """Dump a database into an empty file, from one snapshot, and verify the dump."""
    _run_tool("pg_dump", url, "--format=custom", f"--file={target}", *_OWNERLESS_OPTIONS)
    verify_dump(url, target)


def verify_dump(url: str, file: Path) -> None:
    """Read a dump completely, without restoring it.

    Raises:
        StorageError: the dump cannot be read.
    """
    _run_tool("pg_restore", url, f"--file={os.devnull}", str(file), connects=False)


def restore_dump(url: str, file: Path) -> None:
    """Restore a dump into an empty database, in one transaction."""
    _run_tool(
        "pg_restore", url, "--exit-on-error", "--single-transaction", *_OWNERLESS_OPTIONS, str(file)
    )


# The user who restores owns everything.
_OWNERLESS_OPTIONS = ("--no-owner", "--no-privileges")


def _run_tool(name: str, url: str, *arguments: str, connects: bool = True) -> None:
    parsed = make_url(url)
    _, given = sa.create_engine(url, poolclass=NullPool).dialect.create_connect_args(parsed)
    # By environment, so that the password does not show in process lists.
    secret = {"PGPASSWORD": str(given.pop("password", "") or "")}
    to = [f"--dbname={make_dsn(**given)}"] if connects else []
    command = [_select_tool(name, _read_server_version(url)), *to, *arguments]
    # The output is not shown: error messages of these tools may quote rows.
    done = subprocess.run(  # nosec B603  # no shell; the arguments are ours
        command, env={**os.environ, **secret}, capture_output=True
    )
    if done.returncode != 0:
        raise StorageError(f"{name} failed (status {done.returncode})")


def _select_tool(name: str, wanted: int) -> str:
    """Return the first tool at least as new as the server; older ones refuse to work.

    Raises:
        StorageError: there is none.
    """
    versions = {path: _read_tool_version(path) for path in _find_tools(name)}
    for path, version in versions.items():
        if version >= wanted:
            return path
    has = f"only of version {max(versions.values())}" if versions else "not there"
    raise StorageError(f"{name} is {has}: install PostgreSQL's client tools, version {wanted}")


def _find_tools(name: str) -> Iterator[str]:
    if on_path := shutil.which(name):
        yield on_path
    package = find_spec("pgserver")
    if package is not None and package.origin:
        bundled = Path(package.origin).parent / "pginstall" / "bin" / name
        if bundled.exists():
            yield str(bundled)


def _read_tool_version(tool: str) -> int:
    command = [tool, "--version"]
    output = subprocess.run(command, capture_output=True, text=True).stdout  # nosec B603  # no shell
    number = re.search(r"\b(\d+)(?:\.\d+)?", output)
    return int(number[1]) if number else 0


def _read_server_version(url: str) -> int:
    engine: Any = sa.create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return int(connection.connection.server_version) // 10000
