"""The ids of the thirty questionnaire items and of the grid's criteria.

The statements are the responses `utter_item_<id>` of bot/domain/statements.yml. The items form five
rounds of the six letters, never the same letter twice in a row: after two rounds each letter has
two answers.
"""

from __future__ import annotations

from dataclasses import dataclass

RIASEC_LETTERS = "RIASEC"
_ROUNDS = ("RIASEC", "SAERCI", "ACSIRE", "IECRSA", "CSIAER")

CRITERIA = ("interest", "studies_length", "conditions", "pay", "distance", "people")


@dataclass(frozen=True)
class Item:
    """A statement to rate from 1 (not at all) to 5 (very much)."""

    id: str
    letter: str


ITEMS: tuple[Item, ...] = tuple(
    Item(id=f"{letter.lower()}{number}", letter=letter)
    for number, letters in enumerate(_ROUNDS, start=1)
    for letter in letters
)
ITEM_BY_ID: dict[str, Item] = {item.id: item for item in ITEMS}
