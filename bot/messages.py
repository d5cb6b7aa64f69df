"""The message model, which each channel compiles to its own format and limits.

A choice has an opaque `token` that the server resolves to an intent and its values, so no intent is
ever sent to or received from a person.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Optional

# Authors of a reply, besides the bot.
HUMAN_AUTHOR, TEAM_AUTHOR = "human", "team"


@dataclass(frozen=True)
class Choice:
    """A button with its label and the opaque token it sends."""

    label: str
    token: str


@dataclass(frozen=True)
class Card:
    """A titled block with its own choices: a profession, a training, a lead."""

    title: str
    text: str
    source: Optional[str] = None
    date: Optional[str] = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Picture:
    """An image with its alternative text."""

    url: str
    alt: str


@dataclass(frozen=True)
class Link:
    """A link with its label."""

    url: str
    label: str


@dataclass(frozen=True)
class File:
    """A file of this service to download: `url` is a path, `name` the file name, `label` for
    people."""

    url: str
    name: str
    media_type: str
    label: str


@dataclass(frozen=True)
class TakenBack:
    """Numbers of a message to remove from the screen, and of the replies that repeat it."""

    message: int
    replies: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reply:
    """A reply to a person; at least one field is set.

    Attributes:
        author: "human" if a counsellor wrote it in a talk; "team" if the bot brings what the team
            wrote earlier; empty for the bot.
        owner: who answers from here on, "human" or "bot"; empty if that does not change.
        code: the words in the text that open a notebook or an appointment.
        taken_back: what the person took back.
        followed: another reply of the same turn comes next; set on delivery, not stored.
    """

    text: str = ""
    choices: tuple[Choice, ...] = ()
    cards: tuple[Card, ...] = ()
    image: Optional[Picture] = None
    link: Optional[Link] = None
    file: Optional[File] = None
    author: str = ""
    owner: str = ""
    code: str = ""
    taken_back: Optional[TakenBack] = None
    followed: bool = False

    @property
    def offered(self) -> tuple[Choice, ...]:
        """All choices, those of the cards first."""
        return (*(choice for card in self.cards for choice in card.choices), *self.choices)

    def to_json(self) -> dict[str, Any]:
        """Return a dictionary without empty fields; the inverse of `from_json`."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """Build a reply from the output of `to_json`."""
        return cls(
            text=data.get("text", ""),
            choices=_choices(data),
            cards=tuple(
                Card(**{**card, "choices": _choices(card)}) for card in data.get("cards", ())
            ),
            image=Picture(**data["image"]) if data.get("image") else None,
            link=Link(**data["link"]) if data.get("link") else None,
            file=File(**data["file"]) if data.get("file") else None,
            author=data.get("author", ""),
            owner=data.get("owner", ""),
            code=data.get("code", ""),
            taken_back=_taken_back(data.get("taken_back")),
        )


def _taken_back(data: Optional[dict[str, Any]]) -> Optional[TakenBack]:
    return TakenBack(data["message"], tuple(data["replies"])) if data else None


def _choices(data: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(**choice) for choice in data.get("choices", ()))


def parse_payload(text: str) -> tuple[str, dict[str, Any]]:
    """Parse the payload of a domain button, `/intent{"slot": "value"}`, into intent and values.

    Raises:
        ValueError: the text is not a payload.
    """
    if not text.startswith("/"):
        raise ValueError(f"not a payload: {text}")
    intent, brace, rest = text[1:].partition("{")
    return intent, json.loads(brace + rest) if brace else {}
