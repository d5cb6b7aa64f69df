"""Misspelt words are read as they are spelt; what was typed can still be quoted."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.spelling import Spelling, crc32, load

FRENCH = np.array(sorted(map(crc32, (b"sape", b"parle"))), dtype=np.uint32)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    words = {"boulangère": 5.0, "étudier": 8.0, "menuisier": 6.0, "stage": 9.0, "parler": 4.0}
    words |= {"formation": 9.0, "boulot": 7.0, "avec": 9.0, "argent": 7.0, "chien": 7.0}
    typed = {"askip", "wesh", "jveu", "etre", "formasion", "boulo", "chiant", "largent"}
    return Spelling(words, typed, FRENCH)


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
        ("wesh askip", "wesh askip"),  # what people usually type
        ("stqg", "stqg"),  # short, and no sound of it
        ("3 ans", "3 ans"),
    ],
)
def test_a_word_is_put_right_where_it_is_none(spelling: Spelling, typed: str, read: str) -> None:
    assert spelling.spell(typed).text == read


def test_what_was_typed_is_found_again(spelling: Spelling) -> None:
    spelt = spelling.spell("jveu etre menuisierr, wesh, etudier ça")
    assert spelt.text == "jveu etre menuisier, wesh, étudier ça"
    start = spelt.text.index("menuisier")
    assert spelt.as_typed(start, start + len("menuisier")) == "menuisierr"
    assert spelt.as_typed(start, len(spelt.text)) == "menuisierr, wesh, etudier ça"
    assert spelt.as_typed(0, len(spelt.text)) == spelt.typed


def test_her_and_him_are_read_alike(spelling: Spelling) -> None:
    assert load().spell("je suis perdue, chui trop motivée").text == (
        load().spell("je suis perdu, chui trop motivé").text
    )
    assert load().spell("pouvez-vous m'aider ? expliquez-moi, dites-moi").text == (
        "peux-tu m'aider ? explique-moi, dis-moi"
    )
    assert load().spell("vous êtes où ?").text == "vous êtes où ?"  # asked of the centre
    assert load().spell("un rendez-vous ? je suis ingénieur").text == (
        "un rendez-vous ? je suis ingénieur"
    )
    assert spelling.spell("je suis enceinte").text == "je suis enceinte"  # no other word for it


def test_another_language_is_left_alone(spelling: Spelling) -> None:
    foreign = "where kan i study menuisierr tomorrow"
    assert spelling.spell(foreign).text == foreign
    for said in ("Soy albañil y quiero trabajar con diplomma", "ik wil graag elektricien worden"):
        assert load().spell(said).text == said


def test_a_word_put_right_is_right(spelling: Spelling) -> None:
    once = load().spell("bonjourr je cherhce une formtion de soudeurr").text
    assert once == "bonjour je cherche une formation de soudeur"
    assert load().spell(once).text == once
