"""Inline keyboards: short labels side by side, and what was pressed marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Optional

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.compiling import Limits
from bot.channels.fitting import units
from bot.messages import Choice

# Telegram takes 100 buttons and cuts long labels without saying so; people take fewer.
LIMITS = Limits(text=4096, beside=4096, caption=1024, lasting=24, fleeting=0, label=40)
MOST_IN_A_ROW = 8
CALLBACK_BYTES = 64
# The buttons of a row are equally wide: so many units, on a telephone, for all of them.
_ROW_UNITS = 34
_OF_CARD = re.compile(r"\d+ · ")  # as `bot.channels.compiling` numbers the buttons of cards
_CHOSEN = "✓ "


def keyboard(choices: Iterable[Choice]) -> Optional[InlineKeyboardMarkup]:
    """The buttons below a message; None without any."""
    rows: list[list[Choice]] = []
    for choice in choices:
        if rows and _beside(rows[-1], choice):
            rows[-1].append(choice)
        else:
            rows.append([choice])
    if not rows:
        return None
    _even(rows)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(c.label, callback_data=c.token) for c in row] for row in rows]
    )


def marked(shown: InlineKeyboardMarkup, token: str) -> Optional[InlineKeyboardMarkup]:
    """The keyboard with what was pressed marked, all buttons in place; None if it is so already.

    The mark moves to what was pressed last: among the buttons of one card, or of one question.
    """
    pressed = [b for row in shown.inline_keyboard for b in row if b.callback_data == token]
    if not pressed:
        return None
    group = _group(pressed[0].text)
    rows = [[_remarked(b, token, group) for b in row] for row in shown.inline_keyboard]
    same = all(
        new.text == old.text
        for new_row, old_row in zip(rows, shown.inline_keyboard, strict=True)
        for new, old in zip(new_row, old_row, strict=True)
    )
    return None if same else InlineKeyboardMarkup(rows)


def fits(choice: Choice) -> bool:
    """Whether Telegram takes its token."""
    return 1 <= len(choice.token.encode()) <= CALLBACK_BYTES


def _remarked(button: InlineKeyboardButton, token: str, group: str) -> InlineKeyboardButton:
    bare = button.text.removeprefix(_CHOSEN)
    if button.callback_data == token:
        return InlineKeyboardButton(_CHOSEN + bare, callback_data=token)
    if _group(bare) == group:
        return InlineKeyboardButton(bare, callback_data=button.callback_data)
    return button


def _group(label: str) -> str:
    found = _OF_CARD.match(label.removeprefix(_CHOSEN))
    return found[0] if found else ""


def _even(rows: list[list[Choice]]) -> None:
    """No button all alone below a full row."""
    *_, above, last = ([], *rows)
    if len(above) > len(last) + 1 and _fit((above[-1], *last)):
        last.insert(0, above.pop())


def _beside(row: Sequence[Choice], choice: Choice) -> bool:
    return len(row) < MOST_IN_A_ROW and _fit((*row, choice))


def _fit(row: Sequence[Choice]) -> bool:
    """Whether they are readable side by side, and belong to one card or question."""
    widest = max(units(each.label) for each in row)
    return len({_group(each.label) for each in row}) == 1 and len(row) * widest <= _ROW_UNITS
