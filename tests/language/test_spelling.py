"""Misspelt words are read as they are spelt; what was typed can still be quoted."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language.spelling_correction import SpellingCorrector, crc32, load_corrector

FRENCH = np.array(sorted(map(crc32, (b"sape", b"parle"))), dtype=np.uint32)


@pytest.fixture(scope="module")
def spelling() -> SpellingCorrector:
    words = {"boulangère": 5.0, "étudier": 8.0, "menuisier": 6.0, "stage": 9.0, "parler": 4.0}
    words |= {
        "formation": 9.0,
        "boulot": 7.0,
        "avec": 9.0,
        "argent": 7.0,
        "chien": 7.0,
        "coffreur": 4.0,
    }
    typed = {"askip", "wesh", "jveu", "etre", "formasion", "boulo", "chiant", "largent"}
    return SpellingCorrector(words, typed, FRENCH)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("etudier", "étudier"),  # accents
        ("boulanjère", "boulangère"),  # the same sound
        ("menuisierr", "menuisier"),  # a letter doubled
        ("menusiier", "menuisier"),  # two swapped
        ("letudier", "l'étudier"),  # no apostrophe
        ("formasion", "formation"),  # usually typed so, and the same word
        ("boulo", "boulot"),
        ("largent", "l'argent"),
        ("largen", "l'argent"),  # by the sound of what is behind the apostrophe
        ("avce", "avec"),  # short, two swapped
        ("chiant", "chiant"),  # sounds like « chien », and is another word
        ("sape", "sape"),  # French, though near to « stage »
        ("coffreuse", "coffreuse"),  # her name, though only his is known
        ("wesh askip", "wesh askip"),  # what people usually type
        ("stqg", "stqg"),  # short, and no sound of it
        ("3 ans", "3 ans"),
    ],
)
def test_a_word_is_put_right_where_it_is_none(
    spelling: SpellingCorrector, typed: str, read: str
) -> None:
    assert spelling.correct(typed).text == read


def test_what_was_typed_is_found_again(spelling: SpellingCorrector) -> None:
    spelt = spelling.correct("jveu etre menuisierr, wesh, etudier ça")
    assert spelt.text == "jveu etre menuisier, wesh, étudier ça"
    start = spelt.text.index("menuisier")
    assert spelt.as_typed(start, start + len("menuisier")) == "menuisierr"
    assert spelt.as_typed(start, len(spelt.text)) == "menuisierr, wesh, etudier ça"
    assert spelt.as_typed(0, len(spelt.text)) == spelt.typed


def test_her_and_him_are_read_alike(spelling: SpellingCorrector) -> None:
    assert load_corrector().correct("je suis perdue, chui trop motivée").text == (
        load_corrector().correct("je suis perdu, chui trop motivé").text
    )
    assert load_corrector().correct("pouvez-vous m'aider ? expliquez-moi, dites-moi").text == (
        "peux-tu m'aider ? explique-moi, dis-moi"
    )
    assert (
        load_corrector().correct("vous êtes où ?").text == "vous êtes où ?"
    )  # asked of the centre
    assert load_corrector().correct("un rendez-vous ? je suis ingénieur").text == (
        "un rendez-vous ? je suis ingénieur"
    )
    assert spelling.correct("je suis enceinte").text == "je suis enceinte"  # no other word for it


def test_another_language_is_left_alone(spelling: SpellingCorrector) -> None:
    foreign = "where kan i study menuisierr tomorrow"
    assert spelling.correct(foreign).text == foreign
    for said in ("Soy albañil y quiero trabajar con diplomma", "ik wil graag elektricien worden"):
        assert load_corrector().correct(said).text == said


def test_a_word_put_right_is_right(spelling: SpellingCorrector) -> None:
    once = load_corrector().correct("bonjourr je cherhce une formtion de soudeurr").text
    assert once == "bonjour je cherche une formation de soudeur"
    assert load_corrector().correct(once).text == once
