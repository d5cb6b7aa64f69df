"""The walk from the request that brings a message to its delivery."""

from __future__ import annotations

import pytest

START = ("bot.channels.web:send",)
WAYS = {
    "function": ("from bot.dialogue.turn import answer", "answer()"),
    "module": ("from bot.dialogue import turn", "turn.answer()"),
    "handed on": ("from bot.dialogue.turn import answer", "pool.run(answer)"),
    "table": ("from bot.dialogue.turn import TABLE", "TABLE['a']()"),
    "constructor": ("from bot.dialogue.turn import Turn", "Turn().run()"),
    "assigned": ("from bot.dialogue.turn import make", "turn = make()\n    turn.run()"),
    "unpacked": ("from bot.dialogue.turn import several", "[t.run() for t in several()]"),
    "with": ("from bot.dialogue.turn import opened", "with opened() as t:\n        t.run()"),
    "property": ("from bot.dialogue.turn import Turn", "print(Turn().said)"),
    "inherited": ("from bot.dialogue.turn import Late", "Late().run()"),
    "attribute": ("from bot.dialogue.turn import Worker", "Worker(1).turn.run()"),
    "annotated": ("from bot.dialogue.turn import Parts", "p: Parts = x()\n    p.turn.run()"),
}
TURN = """
    from collections.abc import Iterator
    from bot.storage import rows

    def answer(): rows.write()

    TABLE = {"a": answer}

    class Turn:
        def run(self): answer()
        @property
        def said(self): return answer()

    class Late(Turn): ...

    class Worker:
        def __init__(self, name, turn: "Turn" = None):
            self.name, self.turn = name, turn

    class Parts:
        turn: Turn

    def make() -> Turn: ...
    def several() -> list[Turn]: ...
    def opened() -> Iterator[Turn]: ...
    """


def web(imported: str, body: str) -> dict[str, str]:
    """A request's function with this body, above a turn that writes rows."""
    return {
        "bot/channels/web.py": f"{imported}\n\ndef send(pool=None, x=None):\n    {body}\n",
        "bot/dialogue/turn.py": TURN,
        "bot/storage/rows.py": "def write(): ...\n",
    }


@pytest.mark.parametrize("way", WAYS)
def test_a_call_is_followed(house, way: str) -> None:
    found = house(web(*WAYS[way]), route=START)["path_files"].found
    assert "bot/storage/rows.py 1" in found


def test_what_is_not_called_is_not_passed(house) -> None:
    unused = web("from bot.dialogue.turn import Turn, answer", "turn: Turn = None")
    assert house(unused, route=START)["path_files"].found == ("bot/channels/web.py 1",)


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        ("answer()", False),
        ("frozenset(map(str, [answer()]))", False),
        ("{'a': lambda: answer()}", True),
        ("make_answerer()", True),
    ],
)
def test_what_computes_a_module_value_runs_at_import(house, value: str, passed: bool) -> None:
    files = web("from bot.dialogue.turn import WORDS", "print(WORDS)")
    files["bot/dialogue/turn.py"] = f"""
        from collections.abc import Callable
        from bot.storage import rows

        def answer() -> str: rows.write()
        def make_answerer() -> Callable[[], str]: return lambda: answer()

        WORDS = {value}
        """
    found = house(files, route=START)["path_files"].found
    assert ("bot/storage/rows.py 1" in found) is passed


def test_a_name_of_the_function_hides_that_of_the_module(house) -> None:
    hidden = web("from bot.dialogue.turn import answer", "answer, x = pool\n    answer()")
    assert house(hidden, route=START)["path_files"].value == 1


def test_what_a_library_calls_is_followed(house) -> None:
    files = {
        "bot/channels/web.py": "from actions.say import Say\n\ndef send():\n    Say()\n",
        "actions/say.py": """
            from library import Action
            from bot.storage import rows

            class Say(Action):
                def run(self): rows.write()
            """,
        "bot/storage/rows.py": "def write(): ...\n",
    }
    assert house(files, route=START)["path_files"].value == 3


def test_steps_are_counted_and_those_up_apart(house) -> None:
    files = {
        "bot/channels/web.py": """
            from bot.dialogue import turn
            from bot.storage import rows

            def send():
                turn.answer()
                rows.write()
                rows.write()

            def tell(): ...
            """,
        "bot/dialogue/turn.py": "def answer(): ...\n",
        "bot/storage/rows.py": "def write():\n    from bot.channels import web\n    web.tell()\n",
    }
    figures = house(files, route=START)
    assert figures["path_files"].value == 3
    assert figures["path_functions"].value == 4
    assert figures["path_crossings"].value == 3
    assert figures["path_climbs"].found == ("bot.storage.rows:write -> bot.channels.web:tell",)
    assert figures["path_returns"].value == 1


def test_a_seam_of_the_route_is_a_step(house) -> None:
    files = {
        "bot/channels/web.py": "def send(): ...\ndef events(): ...\n",
        "actions/say.py": "def say(): ...\n",
    }
    route = ("bot.channels.web:send", "actions.say:say", "bot.channels.web:events")
    figures = house(files, route=route)
    assert figures["path_files"].value == 2
    assert figures["path_climbs"].found == ("actions.say:say -> bot.channels.web:events",)


def test_a_start_that_is_not_there_is_said(house) -> None:
    figure = house(web("", "..."), route=(*START, "bot.gone:away"))["path_files"]
    assert (figure.value, figure.found) == (None, ("not found: bot.gone:away",))
