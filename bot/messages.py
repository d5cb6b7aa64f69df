"""What can be said and heard: the message model that every channel compiles to its own limits.

Replies carry choices, and a choice carries an opaque `token` that the server resolves to an intent
and its values; no intent ever travels to or from a person.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Choice:
    """Something to press: what it says, and the opaque token it sends."""

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
    """An image and the words that replace it for whoever cannot see it."""

    url: str
    alt: str


@dataclass(frozen=True)
class Link:
    """A place outside the conversation."""

    url: str
    label: str


@dataclass(frozen=True)
class File:
    """Something to keep: where this service gives it (a path), and how it is called and shown."""

    url: str
    name: str
    media_type: str
    label: str


@dataclass(frozen=True)
class TakenBack:
    """Numbers of what goes from the screen: a message of the person, and replies that repeat it."""

    message: int
    replies: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One thing that is said to a person. At least one field is filled.

    `author`: "human" when a counsellor wrote it, empty for the bot. `owner`: who answers from here
    on, "human" or "bot", where that changes. `code`: the words in the text that open a notebook or
    an appointment, empty where it tells none. `taken_back`: what the person took back. `followed`:
    on delivery, that another reply of the same turn comes right behind; it is stored nowhere.
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
        """Every choice, those of the cards first."""
        return (*(choice for card in self.cards for choice in card.choices), *self.choices)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary without the empty fields; `from_json` is its inverse."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """Rebuild a reply from `to_json`."""
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
    """What a button of the domain means, `/intent{"slot": "value"}`, as intent and values.

    Raises:
        ValueError: not a payload.
    """
    if not text.startswith("/"):
        raise ValueError(f"not a payload: {text}")
    intent, brace, rest = text[1:].partition("{")
    return intent, json.loads(brace + rest) if brace else {}
