"""Normal forms: both genders, no accents, spelling of any kind of writer."""

from __future__ import annotations

import pytest

from bot.language.normalisation import (
    normalise,
    split_run_on_words,
    stem,
    stem_words,
    to_masculine_singular,
    tokenise,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Infirmière !", "l infirmiere"),
        ("œuvre", "oeuvre"),
        ("  deux\n lignes ", "deux lignes"),
        ("infirmier·ère·s", "infirmier"),
        ("technicien•ne", "technicien"),
        ("soudeur(se)", "soudeur"),
        ("étudiant.e.s", "etudiant"),
        ("site.net", "site net"),
        ("C++ et C#", "c++ et c#"),
        ("😀", ""),
    ],
)
def test_normalising_folds_case_accents_and_spelling(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("feminine", "masculine"),
    [
        ("infirmières", "infirmier"),
        ("électricienne", "électricien"),
        ("coiffeuses", "coiffeur"),
        ("éducatrice", "éducateur"),
        ("bouchère", "boucher"),
        ("avocate", "avocat"),
        ("ingénieure", "ingénieur"),
        ("assistante", "assistant"),
        ("cheffe", "chef"),
        ("maçonne", "maçon"),
    ],
)
def test_both_genders_and_numbers_are_one(feminine, masculine):
    assert to_masculine_singular(*tokenise(feminine)) == to_masculine_singular(*tokenise(masculine))
    assert stem(*tokenise(feminine)) == stem(*tokenise(masculine))


def test_stop_words_are_left_out():
    assert stem_words(tokenise("je veux devenir infirmière")) == stem_words(["infirmier"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lecole", "l ecole"),
        ("dinfirmiere", "d infirmiere"),
        ("jhabite", "j habite"),
        ("laver", "laver"),  # a word of its own
        ("lunaire", "lunaire"),  # « unaire » is none
        ("dame", "dame"),  # too short to be sure of
    ],
)
def test_a_word_that_lost_its_apostrophe_is_two(text, words):
    known = {"ecole", "infirmiere", "habite", "laver", "aver", "ame"}
    assert split_run_on_words(tokenise(text), known) == words.split()


def test_small_words_without_their_apostrophe_are_left_out():
    assert stem_words(tokenise("cest quoi quun infirmier, jai dit quil nest")) == stem_words(
        ["infirmier", "dit"]
    )
