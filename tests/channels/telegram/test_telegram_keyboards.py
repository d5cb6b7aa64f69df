"""Rows of buttons, and the mark on what was pressed."""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.inline_keyboards import build_keyboard, is_valid_callback, mark_pressed
from bot.messages import Choice


def rows(*labels: str) -> list[list[str]]:
    shown = build_keyboard(Choice(label, f"t{n}") for n, label in enumerate(labels))
    assert shown is not None
    return [[button.text for button in row] for row in shown.inline_keyboard]


def press(labels: list[str], *tokens: str) -> list[str]:
    """What is shown after these were pressed, one after the other."""
    shown: Any = build_keyboard(Choice(label, f"t{n}") for n, label in enumerate(labels))
    for token in tokens:
        shown = mark_pressed(shown, token) or shown
    return [button.text for row in shown.inline_keyboard for button in row]


def test_short_labels_stand_side_by_side() -> None:
    assert rows("Oui", "Non", "Peut-être") == [["Oui", "Non", "Peut-être"]]
    assert rows("C'est pour quelqu'un d'autre", "Non") == [
        ["C'est pour quelqu'un d'autre"],
        ["Non"],
    ]


def test_no_button_is_left_alone_below_a_full_row() -> None:
    answers = ("Pas du tout", "Pas trop", "Moyen", "Plutôt oui", "Carrément", "Retour", "Pause")
    assert rows(*answers) == [list(answers[:3]), list(answers[3:5]), list(answers[5:])]


def test_a_row_holds_eight_at_most_and_the_last_is_not_nearly_empty() -> None:
    assert [len(row) for row in rows(*"1234567890")] == [7, 3]


def test_the_buttons_of_two_cards_are_never_in_one_row() -> None:
    assert rows("1 · Ouvrir", "1 · J'aime", "2 · Ouvrir", "2 · J'aime") == [
        ["1 · Ouvrir", "1 · J'aime"],
        ["2 · Ouvrir", "2 · J'aime"],
    ]


def test_no_choices_no_keyboard() -> None:
    assert build_keyboard(()) is None


def test_the_mark_moves_within_a_question() -> None:
    assert press(["Oui", "Non"], "t0") == ["✓ Oui", "Non"]
    assert press(["Oui", "Non"], "t0", "t1") == ["Oui", "✓ Non"]


def test_each_card_keeps_its_mark() -> None:
    labels = ["1 · Ouvrir", "1 · J'aime", "2 · Ouvrir", "Un humain"]
    assert press(labels, "t1", "t2", "t3", "t0") == [
        "✓ 1 · Ouvrir",
        "1 · J'aime",
        "✓ 2 · Ouvrir",
        "✓ Un humain",
    ]


def test_nothing_changes_at_the_second_press_or_an_unknown_one() -> None:
    shown = build_keyboard([Choice("Oui", "t0")])
    assert shown is not None
    once = mark_pressed(shown, "t0")
    assert once is not None
    assert mark_pressed(once, "t0") is None
    assert mark_pressed(shown, "elsewhere") is None


def test_a_token_has_64_bytes_at_most() -> None:
    assert is_valid_callback(Choice("Oui", "é" * 32))
    assert not is_valid_callback(Choice("Oui", "é" * 32 + "a"))
    assert not is_valid_callback(Choice("Oui", ""))
