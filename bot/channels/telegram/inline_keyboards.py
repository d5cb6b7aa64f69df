"""Inline keyboards: layout of the buttons, and the mark on the pressed one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Optional

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.text_splitter import utf16_length
from bot.messages import Choice

MAX_ROW_BUTTONS = 8
MAX_CALLBACK_BYTES = 64
# The buttons of a row are equally wide and share this many units on a phone.
_MAX_ROW_UNITS = 34
# The numbers that `bot.channels.reply_compiler` puts before the labels of cards.
_CARD_PREFIX_PATTERN = re.compile(r"\d+ · ")
_PRESSED_MARK = "✓ "


def build_keyboard(choices: Iterable[Choice]) -> Optional[InlineKeyboardMarkup]:
    """Lay out the buttons of a message; None without any."""
    rows: list[list[Choice]] = []
    for choice in choices:
        if rows and _fits_in_row(rows[-1], choice):
            rows[-1].append(choice)
        else:
            rows.append([choice])
    if not rows:
        return None
    _balance_last_rows(rows)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(c.label, callback_data=c.token) for c in row] for row in rows]
    )


def mark_pressed(shown: InlineKeyboardMarkup, token: str) -> Optional[InlineKeyboardMarkup]:
    """Return the keyboard with the pressed button marked; None if nothing changes.

    The mark moves among the buttons of one card, or of one question.
    """
    pressed = [b for row in shown.inline_keyboard for b in row if b.callback_data == token]
    if not pressed:
        return None
    group = _card_prefix(pressed[0].text)
    rows = [[_update_mark(b, token, group) for b in row] for row in shown.inline_keyboard]
    same = all(
        new.text == old.text
        for new_row, old_row in zip(rows, shown.inline_keyboard, strict=True)
        for new, old in zip(new_row, old_row, strict=True)
    )
    return None if same else InlineKeyboardMarkup(rows)


def is_valid_callback(choice: Choice) -> bool:
    """Whether the token has a length that Telegram accepts."""
    return 1 <= len(choice.token.encode()) <= MAX_CALLBACK_BYTES


def _update_mark(button: InlineKeyboardButton, token: str, group: str) -> InlineKeyboardButton:
    bare = button.text.removeprefix(_PRESSED_MARK)
    if button.callback_data == token:
        return InlineKeyboardButton(_PRESSED_MARK + bare, callback_data=token)
    if _card_prefix(bare) == group:
        return InlineKeyboardButton(bare, callback_data=button.callback_data)
    return button


def _card_prefix(label: str) -> str:
    found = _CARD_PREFIX_PATTERN.match(label.removeprefix(_PRESSED_MARK))
    return found[0] if found else ""


def _balance_last_rows(rows: list[list[Choice]]) -> None:
    """Move a button down so that the last row does not have a single button below a full row."""
    *_, above, last = ([], *rows)
    if len(above) > len(last) + 1 and _is_readable_row((above[-1], *last)):
        last.insert(0, above.pop())


def _fits_in_row(row: Sequence[Choice], choice: Choice) -> bool:
    return len(row) < MAX_ROW_BUTTONS and _is_readable_row((*row, choice))


def _is_readable_row(row: Sequence[Choice]) -> bool:
    """Whether the labels fit side by side, and belong to one card or question."""
    widest = max(utf16_length(each.label) for each in row)
    return (
        len({_card_prefix(each.label) for each in row}) == 1 and len(row) * widest <= _MAX_ROW_UNITS
    )
