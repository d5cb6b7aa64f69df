"""`requirements-serve.txt` leaves out what a served process never imports: it serves without."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue import import_stubs
from bot.settings import PROJECT_ROOT
from bot.storage.database_engine import create_database_engine
from tests.support import left_out_packages, service_processes
from tests.support.web_chat_client import WebChatClient

WITHOUT = "tests.support.left_out_packages"
# They fit the shipped weights; no serving process runs them.
FITTING = {
    "bot/care/arbiter_training.py",
    "bot/care/classifier_training.py",
    "bot/dialogue/interpretation/contextual_entry_training.py",
    "bot/dialogue/interpretation/learned_answer_training.py",
    "bot/dialogue/nlu/intent_training.py",
    "bot/dialogue/nlu/logistic_regression.py",
    "bot/dialogue/reading/purpose_training.py",
    "bot/dialogue/reading/reading_training.py",
    "bot/language/spelling_correction.py",  # counts how usual words are, in `boussole precompute`
}
PLATFORMS = {
    "BOUSSOLE_TELEGRAM_TOKEN": "1:a",
    "BOUSSOLE_TELEGRAM_SECRET": "s" * 20,
    "BOUSSOLE_TELEGRAM_API": "http://127.0.0.1:9",
    "BOUSSOLE_SITE_URL": "https://boussole.example.be",
    "BOUSSOLE_MESSENGER_TOKEN": "t",
    "BOUSSOLE_MESSENGER_SECRET": "s" * 20,
    "BOUSSOLE_MESSENGER_VERIFY": "v" * 20,
    "BOUSSOLE_MESSENGER_API": "http://127.0.0.1:9",
}
PICTURE = """
from bot.channels.picture_rasterizer import render_png
from bot.messages import Picture
from base64 import b64encode

svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>A</text></svg>'
print(render_png(Picture("data:image/svg+xml;base64," + b64encode(svg).decode(), ""))[:4])
"""

OLDER_WEIGHTS = """
from pathlib import Path
from bot.dialogue import import_stubs, model_packaging

missing = import_stubs.list_missing_modules()  # before they are stubbed
import_stubs.list_missing_modules = lambda: missing
import_stubs.install_stubs(import_stubs.SERVING_STUBS | model_packaging._NEURAL_MODULES)
from bot.dialogue.nlu import shipped_weights

shipped_weights.read_key = lambda name: "older"
try:
    model_packaging.package_model(Path("unused"))
except model_packaging.FittingNeeded:
    print("refused")
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=PROJECT_ROOT, capture_output=True, text=True
    )


def imports(path: Path) -> Iterator[str]:
    """The top modules that a file imports, also inside of functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_both_locks_name_the_same_versions() -> None:
    def pins(lock: str) -> set[str]:
        text = (PROJECT_ROOT / lock).read_text("utf-8")
        return set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE))

    assert pins("requirements-serve.txt") < pins("requirements.txt")
    assert {"tensorflow", "scipy"} <= left_out_packages.list_left_out_packages()


def test_what_is_left_out_is_imported_where_weights_are_fitted_alone() -> None:
    left_out = left_out_packages.list_left_out_modules()
    assert {"tensorflow", "scipy", "sklearn"} <= left_out
    named = {
        str(path.relative_to(PROJECT_ROOT))
        for package in ("bot", "actions", "knowledge")
        for path in (PROJECT_ROOT / package).rglob("*.py")
        if left_out & set(imports(path))
    }
    assert named == FITTING


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_service_without_them_answers_and_draws(
    kind: str, tmp_path: Path, library: Any, request: pytest.FixtureRequest
) -> None:
    if kind == "postgres":
        request.getfixturevalue("postgres_engine")  # emptied
    database = request.getfixturevalue("postgres_url") if kind == "postgres" else ""
    settings = service_processes.make_settings(tmp_path, database)
    modules = (WITHOUT, "bot.cli")
    with service_processes.run_processes(settings, 1, PLATFORMS, modules) as (url,):
        engine = create_database_engine(settings.database_url)
        page = WebChatClient(SimpleNamespace(url=url, parts=SimpleNamespace(engine=engine)))
        first = page.welcome()
        assert page.choose(first["choices"][0]["token"])
        assert page.say("j'aime réparer des vélos et je déteste les bureaux")
        assert "infirm" in str(page.say("combien gagne une infirmière ?"))
        pdf = page.http.get("/carnet/pdf", headers=page.bearer)
        assert pdf.headers["content-type"] == "application/pdf"
        for address in ("/", "/carnet", "/conseillers/entrer", "/static/chat.js", "/readyz"):
            assert page.http.get(address).status_code < 500, address
        engine.dispose()


@pytest.mark.parametrize("command", [["bot.cli", "wording"], ["bot.cli", "nlu", "bonjour"]])
def test_commands_run_without_them(command: list[str]) -> None:
    done = run("-m", WITHOUT, *command)
    assert done.returncode == 0, done.stderr


def test_a_picture_is_drawn_without_them() -> None:
    hidden = f"from {WITHOUT} import hide\nhide()\n"
    assert run("-c", hidden + PICTURE).stdout == "b'\\x89PNG'\n"


def test_a_command_that_fits_says_what_it_lacks() -> None:
    done = run("-m", WITHOUT, "bot.cli", "precompute", "--check")
    assert done.returncode == 1
    assert re.fullmatch(r"boussole: \w+ is missing, install it: `bin/setup full`\n", done.stderr)


def test_the_model_is_made_without_them(tmp_path: Path, model: Path) -> None:
    done = run("-m", WITHOUT, "bot.dialogue.model_packaging", str(tmp_path / "model.tar.gz"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "model.tar.gz").stat().st_size > model.stat().st_size / 2


def test_weights_that_are_older_are_refused_before_anything_is_embedded() -> None:
    done = run("-c", f"from {WITHOUT} import hide\nhide()\n{OLDER_WEIGHTS}")
    assert done.stdout == "refused\n", done.stderr


def test_what_fits_is_stubbed_while_serving() -> None:
    assert import_stubs.FITTING_MODULES < import_stubs.SERVING_STUBS
    assert import_stubs.list_missing_modules({"sys", "no_such_module"}) == {"no_such_module"}
