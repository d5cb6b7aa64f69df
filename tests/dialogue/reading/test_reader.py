"""What a message says by itself: its segments, acts, mentions and language."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.reading_weights import load_reader
from bot.dialogue.reading.segment_readings import Reading
from knowledge.library import Library


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def labels(reading: Reading) -> list[str]:
    return [segment.label for segment in reading.segments]


def test_two_requests_are_two_segments(reader: Reader, library: Library) -> None:
    read = reader.read("comment on devient boulanger ? et ça gagne combien ?", library)
    assert labels(read) == ["ask.access", "ask.pay"]
    target = read.segments[0].mentions[0].target
    assert target is not None
    assert target.id == "boulanger-patissier"


def test_two_questions_joined_by_a_word_are_two(reader: Reader, library: Library) -> None:
    read = reader.read("quel est le salaire d'un cuisinier et travaille-t-on la nuit ?", library)
    assert labels(read) == ["ask.pay", "ask.conditions"]
    one = reader.read("c'est quoi la différence entre un cefa et l'ifapme à Verviers ?", library)
    assert len(one.segments) == 1


def test_hurried_text_is_cut_where_its_polarity_turns(reader: Reader, library: Library) -> None:
    read = reader.read("jadore cuisiner mais pas travailler le soir", library)
    assert next(s.label for s in read.segments) == "tell.like"
    assert "tell.like" not in labels(read)[1:]


def test_a_name_that_is_misspelt_or_heard_is_linked(reader: Reader, library: Library) -> None:
    read = reader.read("cest koi le travail d'un plombié", library)
    found = [m for m in read.mentions if m.target is not None]
    assert found
    assert found[0].target is not None
    assert found[0].target.id.startswith("plombier")
    assert found[0].quality in ("misspelt", "sounds")


def test_a_name_that_only_looks_alike_is_asked(reader: Reader, library: Library) -> None:
    read = reader.read("je veux devenir astronote", library)
    assert [m for m in read.mentions if m.type == "p" and m.target is not None] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I would like to know which courses you have for adults", "en"),
        ("ik zoek een opleiding voor volwassenen in de buurt", "nl"),
        ("je cherche une formation pour adultes près de chez moi", "fr"),
        ("infirmière", "fr"),
    ],
)
def test_the_language_of_a_message_is_read(
    reader: Reader, library: Library, text: str, language: str
) -> None:
    assert reader.read(text, library).language == language


def test_the_end_of_a_long_message_is_read(reader: Reader, library: Library) -> None:
    story = "Je travaille depuis longtemps dans un magasin de vêtements et j'y suis bien. " * 8
    read = reader.read(story + "Combien gagne un électricien ?", library)
    assert labels(read)[-1] == "ask.pay"


def test_reading_twice_gives_the_same(reader: Reader, library: Library) -> None:
    first: Any = reader.read("slt cb de tps pour etre avocat", library)
    assert reader.read("slt cb de tps pour etre avocat", library) == first


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais savoir combien de mois il faut pour devenir cariste",
        "ce que j'aime le plus, c'est les voitures",
        "est-ce que tu peux m'expliquer comment on devient cariste ?",
    ],
)
def test_what_is_cut_in_two_is_one(reader: Reader, library: Library, text: str) -> None:
    assert len(reader.read(text, library).segments) == 1


def test_a_reason_is_no_part_of_the_question(reader: Reader, library: Library) -> None:
    text = "est-ce que je peux encore changer d'école, parce que mon prof m'a dit non ce matin"
    read = reader.read(text, library)
    assert [s.text.split()[0] for s in read.segments] == ["est-ce", ","]
    assert read.segments[0].act == "ask"


def test_a_question_goes_on_from_the_one_before(reader: Reader, library: Library) -> None:
    read = reader.read("comment devient-on cariste ? et ça coûte combien ?", library)
    assert read.segments[0].going_on is None
    goes_on = read.segments[1].going_on
    assert goes_on is not None
    assert any("cariste" in asked.text for asked in goes_on.together), goes_on.together
