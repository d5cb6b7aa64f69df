"""Insults and sexual messages to the bot are heard, and nothing that looks like them is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.care.abusive_messages import INSULT, SEXUAL, classify_abuse
from bot.care.detector import CONCERN, Signal, detect

# A pattern that goes back over what it read takes a hundred times as long for ten times the longest
# message: only what hangs is ended.
TEN_TIMES, HANGING = 10, 60
DATA = yaml.safe_load(Path(__file__).with_name("limits.yml").read_text(encoding="utf-8"))
MISSED = set(DATA["missed"])


def said(kind: str) -> list[str]:
    batches = (DATA["first"], DATA["second"])
    return [text for batch in batches for text in batch[kind] if text not in MISSED]


@pytest.mark.parametrize("text", said("insult"))
def test_an_insult_is_heard(text: str) -> None:
    assert classify_abuse(text) == INSULT
    assert not detect(text)


@pytest.mark.parametrize("text", said("sexual"))
def test_a_sexual_message_is_heard(text: str) -> None:
    assert classify_abuse(text) == SEXUAL
    assert not detect(text)


@pytest.mark.parametrize("text", said("harmless"))
def test_what_looks_like_one_is_none(text: str) -> None:
    assert classify_abuse(text) is None


@pytest.mark.parametrize("text", MISSED)
@pytest.mark.xfail(strict=True, reason="known miss")
def test_what_is_not_heard_yet(text: str) -> None:
    assert classify_abuse(text)


@pytest.mark.parametrize("text", said("at_risk"))
def test_s2_a_sexual_message_of_somebody_at_risk_is_a_signal(text: str) -> None:
    assert detect(text).topic in {"advances", "sextortion", "sexual_violence"}


def test_s2_what_somebody_does_to_them_is_violence_and_no_limit() -> None:
    for text in ("mon oncle me montre sa bite", "on m'a envoyé une photo de bite"):
        assert detect(text) == Signal(CONCERN, "sexual_violence", "sexual_violence")
        assert classify_abuse(text) is None


def test_s2_age_alone_and_a_lesson_are_no_signal() -> None:
    for text in (
        "j'ai 14 ans et j'aime les animaux",
        "j'ai 15 ans, c'est quoi la formation de sexologue ?",
        "ma prof nous a montré une vidéo sur le sexe",
        "photographe de nu, j'ai 17 ans, c'est quoi les études ?",
    ):
        assert not detect(text)


@pytest.mark.parametrize(
    "text",
    [
        "connard de robot je vais me tuer",
        "suce moi, mon père me frappe",
    ],
)
def test_s1_distress_wins_over_a_limit(text: str) -> None:
    assert detect(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéè '.,!🖕01", max_size=200))
def test_never_raises(text: str) -> None:
    assert classify_abuse(text) in {None, INSULT, SEXUAL}


@pytest.mark.parametrize(
    "text", ["tu veux que " * 160, "ta mere " * 250, "je vais te " * 180, "," * 2000, "t es " * 400]
)
@pytest.mark.timeout(HANGING)
def test_the_work_grows_with_the_length_alone(text: str) -> None:
    classify_abuse(TEN_TIMES * text)
