"""A serving process leaves out what Rasa imports and nothing here runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.dialogue import import_stubs
from bot.settings import PROJECT_ROOT

SERVING = """
import sys
from pathlib import Path
from bot.dialogue import import_stubs

import_stubs.install_stubs()
import bot.app

intent = bot.app.Dialogue(Path(sys.argv[1])).parse("bonjour")["intent"]["name"]
print(intent, *sorted({"tensorflow", "keras", "sklearn"} & set(sys.modules)))
"""


def test_a_served_model_understands_without_tensorflow(model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(model)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["greet"]


def test_what_is_left_out_says_so_when_it_would_run() -> None:
    stand_in = import_stubs._StubModule("somewhere")

    with pytest.raises(import_stubs.StubUsed, match=r"somewhere\.Model"):
        stand_in.Model()


def test_a_stand_in_may_be_a_base_and_is_never_a_private_name() -> None:
    stand_in = import_stubs._StubModule("somewhere")

    assert issubclass(type("Mine", (stand_in.Base,), {}), stand_in.Base)
    assert not hasattr(stand_in, "__wrapped__")
