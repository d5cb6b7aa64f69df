"""CARE P5: what identifies a person is taken out; what helps or informs stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.accounts import is_national_number
from bot.privacy.redaction import find, identifies, redact
from bot.settings import ROOT

# A pattern that goes back over what it read takes a hundred times as long for ten times the longest
# message: only what hangs is ended.
TEN_TIMES, HANGING = 10, 60
CORPUS = yaml.safe_load(Path(__file__).with_name("redactions.yml").read_text(encoding="utf-8"))
TRICKY = st.text(alphabet="0123456789 +./-()[]@atdopintcombe.BEFR\n٤４é\u200b\ud800€", max_size=80)


@pytest.mark.parametrize(("said", "kept"), CORPUS["replaced"])
def test_p5_takes_out_what_identifies(said: str, kept: str) -> None:
    assert redact(said).text == kept


@pytest.mark.parametrize("said", CORPUS["kept"])
def test_p5_leaves_helplines_prices_dates_and_codes_alone(said: str) -> None:
    result = redact(said)
    assert (result.text, result.kinds) == (said, ())


def test_p5_names_each_kind_once_in_order() -> None:
    said = "bart@gmail.com, 0475 12 34 56, 04 223 45 67, 85.07.30-033.28, BE68 5390 0754 7034"
    assert redact(said).kinds == ("email", "phone", "national_number", "account")


def test_p5_tells_where_each_value_stood() -> None:
    said = "mon gsm 0475 12 34 56 merci"
    (item,) = find(said)
    assert (item.kind, item.value, said[item.start : item.end]) == (
        "phone",
        "0475 12 34 56",
        "0475 12 34 56",
    )


def test_p5_nothing_that_the_bot_says_is_taken_for_a_persons() -> None:
    """People quote it, counsellors insert it."""
    folders = ("knowledge/data", "bot/domain", "bot/safeguarding")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.yml")]
    texts = [path.read_text("utf-8") for path in files]
    assert len(texts) > 40
    assert [item.value for text in texts for item in find(text)] == []


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
    assert not identifies(said, public)


@pytest.mark.parametrize("said", ["0475 12 34 56", "lea@exemple.be", "04 330 42 51"])
def test_p5_beside_what_is_public_the_rest_identifies(said: str) -> None:
    public = ("04/330.42.50", "accueil@exemple.be")
    assert identifies(said, public)
    assert identifies(f"{said}, accueil@exemple.be", public)


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
    "said", ["a." * 1000, "a point " * 250, "0 " * 1000, "0475/" * 400, "BE68 " * 400, "@" * 2000]
)
@pytest.mark.timeout(HANGING)
def test_p5_the_work_grows_with_the_length_alone(said: str) -> None:
    redact(TEN_TIMES * said)
