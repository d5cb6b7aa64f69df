"""What people type comes from the held-out bank, with a profession put in and noise on top."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.reading.labelled_messages import parse_message
from bot.settings import PROJECT_ROOT
from evaluation.simulator import noise
from evaluation.simulator.professions import Profession, can_fill, fill_sentence
from evaluation.simulator.sentence_bank import NoSentence, Sentence, SentenceBank, draw_sentence
from tests.support.planted_faults import PLUMBER, TILER

ARCHER = Profession("archer", "archère", "archer")


def sentence(line: str) -> Sentence:
    return Sentence(parse_message(line), standalone=True)


def test_a_profession_stands_in_the_place_of_the_one_named() -> None:
    both = sentence("[juge](p) ou [notaire](p), lequel ? {ask.difference}")
    assert can_fill(both, (PLUMBER, TILER))
    assert fill_sentence(both, (PLUMBER, TILER)) == "plombier ou carreleur, lequel ?"


def test_its_gender_is_that_of_the_article() -> None:
    assert fill_sentence(sentence("une [juge](p) {ask.day}"), (PLUMBER,)) == "une plombière"


@pytest.mark.parametrize(
    ("line", "trade", "fitting"),
    [
        ("le métier d'[avocat](p) {ask.day}", PLUMBER, False),
        ("le métier d'[avocat](p) {ask.day}", ARCHER, True),
        ("le métier de [juge](p) {ask.day}", ARCHER, False),
        ("ah [kiné](p) sportif ouais {react.like}", PLUMBER, False),
        ("c'est dur ? {ask.difficulty}", PLUMBER, False),
    ],
)
def test_where_it_would_break_the_sentence_it_does_not_fit(
    line: str, trade: Profession, fitting: bool
) -> None:
    assert can_fill(sentence(line), (trade,)) is fitting


def test_a_sentence_does_one_thing_whatever_is_said_politely_beside_it() -> None:
    asks = sentence("slt {social.greet} ¦ ça paie ? {ask.pay}")
    assert asks.does("ask.pay")
    assert not asks.does("social.greet")
    assert not sentence("ça paie ? {ask.pay} ¦ c'est où ? {ask.place}").does("ask.pay")


@pytest.mark.parametrize(
    ("line", "clear"),
    [
        ("je ne veux plus jamais de bureau {tell.dislike}", True),
        ("mais plus jamais dans un bureau {tell.dislike}", False),
        ("plus jamais {tell.dislike}", False),
    ],
)
def test_a_sentence_out_of_a_talk_is_used_alone_where_it_is_clear(line: str, clear: bool) -> None:
    assert Sentence(parse_message(line), standalone=False).is_clear_alone is clear


def test_nothing_is_said_twice_while_there_is_something_else() -> None:
    found = [sentence("un {ask.pay}"), sentence("deux {ask.pay}")]
    used: set[str] = set()
    drawn = {draw_sentence(found, random.Random(0), used).text for _ in range(2)}
    assert drawn == {"un", "deux"}
    assert draw_sentence(found, random.Random(0), used).text in drawn
    with pytest.raises(NoSentence):
        draw_sentence(found, random.Random(0), used, lambda sentence: False)


def test_the_bank_is_held_out() -> None:
    """Of its longer messages hardly one is, by chance, among those that teach."""
    taught = _lines(PROJECT_ROOT / "nlu_data" / "acts")
    long = {line for line in _lines(PROJECT_ROOT / "evaluation" / "bank") if len(line.split()) > 8}
    assert len(long) > 500
    assert len(long & taught) < len(long) / 100


def _lines(folder: Path) -> set[str]:
    return {line for path in folder.glob("*.txt") for line in path.read_text("utf-8").splitlines()}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("clean", "C'est quoi, être infirmière ?"),
        ("sms", "c koi, être infirmière ?"),
        ("bare", "Cest quoi, etre infirmiere ?"),
        ("dictated", "c'est quoi être infirmière"),
    ],
)
def test_each_kind_of_noise_writes_as_expected(kind: str, expected: str) -> None:
    written = noise.NOISE_KINDS[kind]("C'est quoi, être infirmière ?", _Least(0))
    assert written == expected


class _Least(random.Random):
    def random(self) -> float:
        return 0.0

    def choice(self, seq: Any) -> Any:
        return seq[0]


def test_slips_change_a_few_letters_and_keep_the_words() -> None:
    text = "combien de temps durent les études d'architecte"
    slipped = {noise.add_slips(text, random.Random(seed)) for seed in range(20)}
    assert len(slipped - {text}) > 10
    for written in slipped:
        assert len(written.split()) == len(text.split())
        assert abs(len(written) - len(text)) <= 2


def test_the_bank_can_say_whatever_is_on_an_agenda() -> None:
    bank = SentenceBank.load()
    for labels, professions in (
        (("ask.difference", "request.decide"), 2),
        (("react.choose",), 1),
        (("ask.access",), 1),
        (("tell.goal",), 1),
        (("react.refuse",), 1),
        (("care.distress",), 0),
        (("request.plan",), 0),
    ):
        for trades in ((PLUMBER, TILER), (ARCHER, ARCHER)):
            chosen = trades[:professions]
            assert any(can_fill(s, chosen) for s in bank.find(labels, professions)), labels
