"""CARE P5: what identifies a person is taken out; what helps or informs stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.bank_accounts import is_national_number
from bot.privacy.redaction import BIRTH_DATE, find_personal_data, has_personal_data, redact
from bot.settings import PROJECT_ROOT

# A pattern that goes back over what it read takes a hundred times as long for ten times the longest
# message: only what hangs is ended.
TEN_TIMES, HANGING = 10, 60
CORPUS = yaml.safe_load(Path(__file__).with_name("redactions.yml").read_text(encoding="utf-8"))
PIECES = (
    *("0475", "12", "34", "56", "475123456", "/", ".", "-", "+", "32", "00", "&", "(", "]", "€"),
    *(
        "@",
        "lea",
        "lea_rd",
        "gmail",
        "com",
        "a",
        "chez",
        "arobase",
        "point",
        "[téléphone]",
        "j",
        "e",
    ),
    *("BE68", "53900754", "7034", "iban", "rib", "85.07.30-033.28", "592-1234567-58", "passeport"),
    *("EH123456", "4111111111111111", "carte", "cvv", "plaque", "1-ABC-234", "insta", "c'est", ":"),
    *("zéro", "quatre", "cent", "septante", "-cinq", "mille", "né", "le", "mars", "12/03/2001"),
    *(
        "discord",
        "#1234",
        "O47S",
        "l2",
        "⁰",
        "①",
        "\u20e3",
        "\ufe0f",
        "\u200b",
        "\u0301",
        "\ud800",
        "٤",
    ),
)
TRICKY = st.lists(st.sampled_from([*PIECES, *" " * 20, "\n"]), max_size=25).map("".join)


def test_p5_takes_out_what_identifies() -> None:
    done = [(said, redact(said).text) for said, _ in CORPUS["replaced"]]
    assert done == [tuple(row) for row in CORPUS["replaced"]]


def test_p5_leaves_helplines_prices_dates_and_codes_alone() -> None:
    results = [redact(said) for said in CORPUS["kept"]]
    assert [result.text for result in results] == CORPUS["kept"]
    assert {result.kinds for result in results} == {()}


def test_p5_names_each_kind_once_in_order() -> None:
    said = "bart@gmail.com, 0475 12 34 56, 04 223 45 67, 85.07.30-033.28, BE68 5390 0754 7034"
    assert redact(said).kinds == ("email", "phone", "national_number", "account")


def test_p5_tells_where_each_value_stood() -> None:
    said = "mon gsm 0475 12 34 56 merci"
    (item,) = find_personal_data(said)
    assert (item.kind, item.value, said[item.start : item.end]) == (
        "phone",
        "0475 12 34 56",
        "0475 12 34 56",
    )


def test_p5_nothing_that_the_bot_says_is_taken_for_a_persons() -> None:
    """People quote it, counsellors insert it. Birthdays stand in questions of theirs."""
    folders = ("knowledge/data", "bot/domain", "bot/care")
    files = [path for folder in folders for path in (PROJECT_ROOT / folder).rglob("*.yml")]
    lines = {
        line
        for path in files
        for line in path.read_text("utf-8").splitlines()
        # Of a source the title and the date are told, not where it stands.
        if not (path.name == "sources.yml" and line.strip().startswith("url:"))
    }
    telling = [line for line in lines if re.search(r"[\d@#]", line)]
    assert len(telling) > 5_000
    found = [item for line in telling for item in find_personal_data(line)]
    assert [item.value for item in found if item.kind != BIRTH_DATE] == []


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("appelez le 107 ou le 0800 32 123", ()),
        ("au 04 330 42 50", ("04/330.42.50",)),
        ("au +32 (0)4 330 42 50", ("Accueil : 04/330.42.50",)),
        ("à Accueil@exemple.be", ("", "accueil@exemple.be")),
    ],
)
def test_p5_what_everybody_may_know_identifies_nobody(said: str, public: tuple[str, ...]) -> None:
    assert not has_personal_data(said, public)


@pytest.mark.parametrize("said", ["0475 12 34 56", "lea@exemple.be", "04 330 42 51"])
def test_p5_beside_what_is_public_the_rest_identifies(said: str) -> None:
    public = ("04/330.42.50", "accueil@exemple.be")
    assert has_personal_data(said, public)
    assert has_personal_data(f"{said}, accueil@exemple.be", public)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("85073003328", True),
        ("17073003384", True),
        ("85073003329", False),
        ("85133003328", False),
        ("8507300332", False),
        ("abc", False),
    ],
)
def test_p5_checks_a_national_number(digits: str, valid: bool) -> None:
    assert is_national_number(digits) is valid


@pytest.mark.parametrize("added", [20, 40])
@pytest.mark.parametrize("century", ["", "2"])
def test_p5_knows_bis_numbers(added: int, century: str) -> None:
    start = f"05{7 + added:02}30033"
    number = f"{start}{97 - int(century + start) % 97:02}"
    assert redact(f"bis {number}").text == "bis [numéro national]"


@given(st.one_of(st.text(), TRICKY))
def test_p5_never_raises_and_redacting_twice_changes_nothing(said: str) -> None:
    once = redact(said).text
    assert redact(once).text == once
    assert redact(once).kinds == ()


@pytest.mark.parametrize(
    "said",
    [
        *("a." * 1000, "a point " * 250, "0 " * 1000, "0475/" * 400, "BE68 " * 400, "@" * 2000),
        *("475123456/" * 200, "abeille canyon " * 130, "zéro cent " * 200, "né le 12/03 " * 160),
        *(
            "j e @ " * 330,
            "mon insta c'est " * 125,
            "passeport " * 200,
            "a@b.c " * 330,
            *("O47S " * 400, "-4" * 1000),
        ),
    ],
    ids=lambda said: said[:12],
)
@pytest.mark.timeout(HANGING)
def test_p5_the_work_grows_with_the_length_alone(said: str) -> None:
    redact(TEN_TIMES * said)
