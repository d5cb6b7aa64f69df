"""The files that a notebook field and a channel's name stand in."""

from __future__ import annotations

NOTEBOOK = {
    "bot/carnet.py": """
        from bot.known import Known

        class Carnet(Known):
            plan: list = []
            step = "no field: no annotation"
        """,
    "bot/known.py": "class Known:\n    wishes: dict\n",
}


def test_the_files_of_a_field_are_found(house) -> None:
    figures = house(
        {
            **NOTEBOOK,
            "bot/a.py": "def a(notebook):\n    return notebook.plan\n",
            "bot/b.py": "def b(kept):\n    return kept['plan'], kept.get('wishes')\n",
            "bot/c.py": "def c(kept):\n    return {'plan': kept.wishes()}\n",
            "bot/d.py": "plan = 'plan'\n",
            "actions/page.html": "plan {{ notebook.plan }} {% if kept['wishes'] %}",
            "knowledge/e.py": "def e(notebook):\n    return notebook.plan\n",
        },
        notebook="bot.carnet:Carnet",
    )
    assert figures["notebook_fields"].value == 2
    assert figures["notebook_field_files"].found == (
        "plan 4: bot/a.py, bot/b.py, bot/c.py, actions/page.html",
        "wishes 2: bot/b.py, actions/page.html",
    )
    assert figures["notebook_field_files"].value == 3
    assert figures["notebook_owned_files"].found == ("plan 1", "wishes 0")


def test_the_files_that_list_the_fields_are_found(house) -> None:
    """Half of them or more; a field of a base that is inherited twice counts once."""
    figures = house(
        {
            "bot/carnet.py": """
                from bot.known import Plans, Wishes

                class Carnet(Plans, Wishes):
                    step: str
                """,
            "bot/known.py": """
                class Known:
                    wishes: dict
                    likes: list
                    plan: list

                class Plans(Known): ...

                class Wishes(Known): ...
                """,
            "bot/a.py": "def a(kept):\n    return {'plan': kept.plan, 'wishes': kept.wishes}\n",
            "bot/b.py": "def b(kept):\n    return kept.plan\n",
        },
        notebook="bot.carnet:Carnet",
    )
    assert figures["notebook_fields"].value == 4
    assert figures["notebook_listing_files"].found == ("bot/a.py",)


def test_a_notebook_that_is_not_there_is_not_measured(house) -> None:
    figure = house({"bot/a.py": ""}, notebook="bot.carnet:Carnet")["notebook_field_files"]
    assert (figure.value, figure.found) == (None, ("not found: bot.carnet:Carnet",))


def test_the_files_that_name_a_channel_are_found(house) -> None:
    figures = house(
        {
            "bot/channels/__init__.py": "",
            "bot/channels/pigeon/__init__.py": "pigeon = 1\n",
            "bot/channels/platforms.py": "from bot.channels.pigeon import send\n",
            "bot/settings.py": "class Settings:\n    pigeon_token: str = ''\n",
            "bot/said.py": "kind = 'by pigeon'\n",
            "bot/loft.py": "class PigeonLoft: ...\n",
            "bot/told.py": '"""Nothing about a pigeon."""\n# pigeon\npigeonhole = 1\n',
            "bot/domain/sentences.yml": "utter_pigeon: coo\n",
            "bot/storage/migrations/one.py": "pigeon = 1\n",
        }
    )
    assert figures["files_naming_pigeon"].found == (
        "bot/channels/platforms.py",
        "bot/domain/sentences.yml",
        "bot/loft.py",
        "bot/said.py",
        "bot/settings.py",
    )
