"""Circles of imports, and imports that climb the layers."""

from __future__ import annotations


def test_a_circle_is_found_whole(house) -> None:
    figures = house(
        {
            "bot/__init__.py": "",
            "bot/a.py": "from bot import b\n",
            "bot/b.py": "import bot.c\n",
            "bot/c.py": "from .a import name\n",
            "bot/d.py": "from bot import a\n",
        }
    )
    assert figures["circles"].found == ("bot.a <-> bot.b <-> bot.c",)


def test_a_chain_is_no_circle(house) -> None:
    figures = house({"bot/a.py": "import bot.b\nimport bot.c\n", "bot/b.py": "import bot.c\n"})
    assert figures["circles"].value == figures["circles_late"].value == 0


def test_imports_that_do_not_run_when_loaded_are_counted_apart(house) -> None:
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bot.a import A\n"
    figures = house(
        {
            "bot/a.py": "from bot.b import b\nfrom bot.c import c\n",
            "bot/b.py": "def b():\n    from bot.a import A\n",
            "bot/c.py": typed,
        }
    )
    assert figures["circles"].value == 0
    assert figures["circles_late"].found == ("bot.a <-> bot.b <-> bot.c",)
    assert figures["imports_in_functions"].found == ("bot.b:2 bot.a",)
    assert figures["imports_for_types"].found == ("bot.c:3 bot.a",)


def test_an_import_under_try_runs_when_loaded(house) -> None:
    tried = "try:\n    import bot.a\nexcept ImportError:\n    pass\n"
    figures = house({"bot/a.py": "import bot.b\n", "bot/b.py": tried})
    assert figures["circles"].value == 1


def test_an_import_against_the_layers_is_found(house) -> None:
    figures = house(
        {
            "bot/channels/web.py": "import actions.say\nimport bot.site.page\n",
            "bot/site/page.py": "",
            "actions/say.py": "def say():\n    import bot.channels.web\n",
            "bot/outside.py": "import bot.channels.web\n",
        }
    )
    assert figures["climbs"].found == ("actions.say:2 bot.channels.web (function)",)
    assert figures["crossings"].found == ("bot.channels.web:2 bot.site.page (module)",)
