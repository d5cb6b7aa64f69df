"""What `bin/lint` would stop: a key left in a file, a shell that somebody's words reach."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from tests.support.slow_test_files import SLOW_TEST_FILES

# Put together here, or this file would be stopped.
KEYS = {
    "amazon": 'access = "AKIA' + 'IOSFODNN7QXYZPLE"',
    "telegram": 'bot = "110201543:AAHdqTcvCH1vGWJxfSeo' + 'fSAs0K5PALDsaw0"',
    "pem": "-----BEGIN RSA PRIVATE" + " KEY-----",
    "database": 'url = "postgresql://boussole:' + 'kX93hfe0q@db.example/boussole"',
    "password": 'PASSWORD = "' + 'kX93-hfe0q-zz81"',
    "random": 'key = "' + 'hq8Rz0XvJm2LtC5wYbN7sKd1GfPeUaQ4oIi6TlZrVxE="',
}


def secrets(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROJECT_ROOT / "bin" / "secrets", path], capture_output=True, text=True)


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_that_was_left_is_found_and_not_repeated(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "settings.py"
    file.write_text(f"# {kind}\n{KEYS[kind]}\n")
    found = secrets(file)
    assert found.returncode != 0
    assert f"{file}:2" in found.stdout
    assert KEYS[kind] not in found.stdout + found.stderr


def test_what_is_none_passes(tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text('url = "postgresql://<user>:<password>@<host>/boussole"\nname = "Liège"\n')
    assert secrets(file).returncode == 0


def test_words_that_reach_a_shell_are_found(tmp_path: Path) -> None:
    file = tmp_path / "calls.py"
    file.write_text("import subprocess\n\n\ndef call(x):\n    subprocess.run(x, shell=True)\n")
    command = [PROJECT_ROOT / ".venv" / "bin" / "bandit", "--quiet", file]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 1
    assert "B602" in found.stdout


def test_lint_looks_for_both() -> None:
    lint = (PROJECT_ROOT / "bin" / "lint").read_text("utf-8")
    assert "/bandit --quiet --recursive bot actions knowledge\n" in lint
    assert 'check "secrets" bin/secrets\n' in lint


def test_what_begins_first_in_a_run_of_the_tests_exists() -> None:
    assert [name for name in SLOW_TEST_FILES if not (PROJECT_ROOT / "tests" / name).exists()] == []
