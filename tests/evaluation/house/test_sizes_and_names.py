"""Lengths, and names that do not tell one thing from another."""

from __future__ import annotations


def test_long_modules_and_functions_are_found(house) -> None:
    long = "def long():\n" + "    pass\n" * 40
    figures = house(
        {
            "bot/long.py": long,
            "bot/longest.py": "x = 1\n" * 301,
            "bot/short.py": "def short():\n    pass\n",
            "bot/storage/migrations/old.py": "x = 1\n" * 400,
            "tests/test_short.py": "x = 1\n" * 7,
        }
    )
    assert figures["modules"].value == 3
    assert figures["module_median"].value == 41
    assert figures["modules_too_long"].found == ("bot/longest.py 301",)
    assert figures["function_median"].value == (41 + 2) / 2
    assert figures["functions_too_long"].found == ("bot/long.py:1 long 41",)
    assert figures["code_lines"].value == 41 + 301 + 2 + 400
    assert figures["test_lines"].value == 7


def test_a_file_name_that_occurs_twice_is_found_with_its_paths(house) -> None:
    twice = ("bot/limits.py", "actions/limits.py", "bot/__init__.py", "actions/__init__.py")
    figures = house({**dict.fromkeys(twice, ""), "bot/storage/migrations/limits.py": ""})
    assert figures["repeated_names"].found == ("limits.py: bot/limits.py, actions/limits.py",)


def test_only_names_of_one_word_in_ing_or_ed_are_found(house) -> None:
    names = ("asking", "sealed", "asking_again", "bank", "told_apart", "ringed_by")
    figures = house({f"bot/{name}.py": "" for name in names})
    assert figures["verb_names"].found == ("bot/asking.py", "bot/sealed.py")


def test_constants_named_most_or_longest_are_found(house) -> None:
    text = """
        MOST_TRIES, MAX_BYTES = 3, 4
        _LONGEST_NAME: int = 5
        ALMOST_ALL = 6

        class Kept:
            MOST_KEPT = 7
        """
    found = house({"bot/a.py": text})["unclear_constants"].found
    assert {line.split()[1] for line in found} == {"MOST_TRIES", "_LONGEST_NAME", "MOST_KEPT"}


def test_public_functions_without_docstring_are_a_share(house) -> None:
    text = '''
        def bare(): ...

        def told():
            """Say so."""
            def inner(): ...

        def _private(): ...

        class Door:
            def open(self): ...
            def shut(self):
                """Shut it."""

        class _Hidden:
            def seen(self): ...
        '''
    figure = house({"bot/a.py": text})["undocumented_share"]
    assert figure.value == 50
    assert {line.split()[1] for line in figure.found} == {"bare", "open"}
