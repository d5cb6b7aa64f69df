"""Short answers, read against the open question; anything longer is left to understanding."""

from __future__ import annotations

from typing import Literal, Optional

import pytest

from bot.guidance.short_answer_parser import ShortAnswer, parse_answer, parse_opening
from bot.guidance.short_answer_words import (
    CONFIRMATION_WORDS,
    IMPORTANCE_WORDS,
    NUMBER_WORDS,
    RATING_WORDS,
    SKIP_WORDS,
)
from bot.notebook.notebook_entries import Question

ITEM = Question("item", ("r1",))
GRID = Question("grid", ("pay",))
CHOOSE = Question("choose", ("soudeur", "mecanicien-moto", "electricien"))
CONFIRM_IT = Question("confirm")

VALUES = {
    1: ["1", "un", "pas du tout", "PAS DU TOUT !!", "nul", "1/5", "du tout", "trop pas"],
    2: ["2", "bof", "Bof...", "boooof", "non", "nan", "nooon", "non non", "👎", "👎🏽", "pas trop"],
    3: ["3", "trois", "moyen", "Mouais", "un peu", "3/5", "3 sur 5", "je dirais 3", "3️⃣", "ça va"],
    4: [
        "4",
        "oui",
        "ouiiii",
        "OUAIS",
        "plutôt oui",
        "plutot",
        "👍",
        "👍🏿👍🏿",
        "j'aime bien",
        "4 !",
    ],
    5: ["5", "cinq", "grave", "carrément", "CARREMENT", "trop bien", "j'adore", "à fond", "5/5"],
}


@pytest.mark.parametrize("question", [ITEM, GRID], ids=["item", "grid"])
@pytest.mark.parametrize(
    ("text", "value"), [(text, value) for value, texts in VALUES.items() for text in texts]
)
def test_a_short_answer_gives_its_value(question: Question, text: str, value: int) -> None:
    assert parse_answer(question, text) == ShortAnswer("value", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("très important", 5), ("pas important", 2), ("pas important du tout", 1), ("important", 4)],
)
def test_importance_is_for_the_grid(text: str, value: int) -> None:
    assert parse_answer(GRID, text) == ShortAnswer("value", value)
    assert parse_answer(ITEM, text) is None


@pytest.mark.parametrize("question", [ITEM, GRID, CHOOSE, CONFIRM_IT], ids=lambda q: q.kind)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, "dont_know") for text in ("jsp", "JSP", "bah jsp", "je sais pas", "chais pas")),
        ("🤷‍♀️", "dont_know"),
        ("je passe", "skip"),
        ("suivante", "skip"),
    ],
)
def test_skipping_and_not_knowing_are_recognised(
    question: Question, text: str, kind: Literal["skip", "dont_know"]
) -> None:
    assert parse_answer(question, text) == ShortAnswer(kind)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("1", 0), ("la première", 0), ("le 1er", 0), ("un", 0), ("numéro 1", 0),
        ("le deuxième", 1), ("2", 1), ("le 2", 1), ("la seconde", 1), ("2e", 1), ("n°2", 1),
        ("le deuxième ?", 1), ("je prends la deuxième", 1), ("Mécanicien moto", 1),
        ("troisième", 2), ("le dernier", 2), ("euh la 3", 2), ("option 3", 2),
    ],
)  # fmt: skip
def test_a_choice_is_read_by_its_place_or_name(text: str, row: int) -> None:
    assert parse_answer(CHOOSE, text) == ShortAnswer("choice", CHOOSE.values[row])


@pytest.mark.parametrize(
    "text", ["4", "0", "le dixième", "les deux", "1 ou 2", "oui", "aucun", "le 2 et le 3"]
)
def test_other_text_is_no_choice(text: str) -> None:
    assert parse_answer(CHOOSE, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oui", True), ("Ouais", True), ("ok", True), ("okkk", True), ("d'accord", True),
        ("c'est ça", True), ("👍", True), ("ouais ouais", True), ("oui merci", True),
        ("c bon", True), ("oui c ca", True), ("c juste", True), ("c pas ca", False),
        ("nan", False), ("non", False), ("nn", False), ("non merci", False), ("👎", False),
        ("Pas du tout.", False), ("c'est pas ça", False), ("euh non", False),
    ],
)  # fmt: skip
def test_yes_and_no_are_read(text: str, value: bool) -> None:
    assert parse_answer(CONFIRM_IT, text) == ShortAnswer("confirm", value)


@pytest.mark.parametrize("question", [ITEM, GRID, CHOOSE, CONFIRM_IT], ids=lambda q: q.kind)
@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "!!!", "?", "c'est quoi ?", "c'est grave ?", "stop", "pause",
        "oui mais je préfère dessiner", "non je veux parler à quelqu'un", "j'ai 3 frères",
        "3 ans d'études", "2,5", "-3", "4-5", "33", "3/10", "6/5", "grave mal", "j'en peux plus",
        "plus envie de rien", "infirmière", "bof parce que c'est loin", "un humain", "3 " * 30,
    ],
)  # fmt: skip
def test_a_longer_text_is_no_short_answer(question: Question, text: str) -> None:
    assert parse_answer(question, text) is None


@pytest.mark.parametrize("text", ["oui ?", "non ?", "grave ?"])
def test_a_question_is_no_answer(text: str) -> None:
    assert parse_answer(ITEM, text) is None
    assert parse_answer(CONFIRM_IT, text) is None


@pytest.mark.parametrize("text", ["ok", "non merci"])
def test_politeness_is_not_a_rating(text: str) -> None:
    assert parse_answer(ITEM, text) is None


def test_another_kind_of_question_is_not_read_here() -> None:
    assert parse_answer(Question("words"), "oui") is None


def test_no_answer_has_two_meanings_for_one_question() -> None:
    assert not set(RATING_WORDS) & set(SKIP_WORDS)
    assert not set(RATING_WORDS) & set(IMPORTANCE_WORDS)
    assert not set(RATING_WORDS) & set(NUMBER_WORDS)
    assert not set(CONFIRMATION_WORDS) & set(SKIP_WORDS)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Oui, c'est où ?", (True, "c'est où ?")),
        ("ok je viens seul", (True, "je viens seul")),
        ("parfait. ça dure combien ?", (True, "ça dure combien ?")),
        ("alors non merci, je garde", (False, "je garde")),
        ("oui", (True, "")),
        ("si je viens en retard", None),
        ("juste, une question", None),
        ("parfait je", None),
        ("c'est où ?", None),
    ],
)
def test_an_answer_that_opens_a_message_comes_with_the_rest(
    text: str, opening: Optional[tuple[bool, str]]
) -> None:
    assert parse_opening(text) == opening
