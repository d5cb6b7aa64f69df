"""The form of a segment: a question, its halves, what goes on."""

from __future__ import annotations

import pytest

from bot.dialogue.reading import sentence_forms


@pytest.mark.parametrize(
    "text",
    [
        "tu fais quoi",
        "ça coûte combien",
        "et quest ce quon peut choisir",
        "peut-on venir seul",
        "je me demande si c'est ouvert",
    ],
)
def test_a_question_has_its_form(text: str) -> None:
    assert sentence_forms.is_question(text)


def test_where_asks_but_not_behind_a_noun() -> None:
    for asks in (
        "où apprendre ça",
        "on apprend ça où",
        "dis-moi où tu habites",
        "c'est où à Liège",
    ):
        assert sentence_forms.is_question(asks), asks
    assert not sentence_forms.is_question("il est dans une classe où il ne connaît personne")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("je ne sais pas si j'ai droit à une bourse", sentence_forms.WONDERED),
        ("jsais même pas ce qu'on fait là-bas", sentence_forms.WONDERED),
        ("et combien ça coûte", sentence_forms.ASKED),
        ("parce que mon frère dit non ?", sentence_forms.MARKED),
        ("je sais coudre depuis toujours", ""),
    ],
)
def test_how_a_text_asks(text: str, form: str) -> None:
    assert sentence_forms.find_question_form(text) == form


@pytest.mark.parametrize("text", ["y a du boulot partout", "mon frère est soudeur", "c'est cher"])
def test_a_statement_is_no_question(text: str) -> None:
    assert not sentence_forms.is_question(text)


def test_what_goes_on_from_a_question_asks_in_full() -> None:
    assert (
        sentence_forms.complete_question("et s'il faut un permis") == "est-ce que il faut un permis"
    )
    assert sentence_forms.complete_question("et mon frère aussi") == "et mon frère aussi"


def test_a_relative_clause_is_no_sentence() -> None:
    assert sentence_forms.is_relative("et qui aime les chevaux")
    assert not sentence_forms.is_relative("et que garde-t-on de moi ?")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("couper les cheveux ça gagne combien ?", "couper les cheveux"),
        ("garder des moutons, y a une école ?", "garder des moutons"),
        ("le métier où on coupe les cheveux ça paie ?", "le métier où on coupe les cheveux"),
        ("et ça paie bien ?", ""),
        ("c'est quoi les horaires ?", ""),
        ("quel salaire il gagne", ""),
    ],
)
def test_what_is_named_before_it_is_asked_about(text: str, topic: str) -> None:
    assert sentence_forms.find_topic(text) == topic
