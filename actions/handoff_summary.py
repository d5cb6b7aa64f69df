"""The summary that a person approves, in the words of the domain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from actions import facts
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.handoff import answered, summary
from bot.handoff.summary import Line


@dataclass(frozen=True)
class Draft:
    """What the person changed: their wish, what to avoid, lines taken out, or a text of their own
    in the place of all of it. `appointment`: the number of the one that it is for, else it is for
    a counsellor who is there now."""

    wish: str = ""
    avoid: str = ""
    out: tuple[str, ...] = ()
    own: str = ""
    appointment: str = ""

    def values(self) -> tuple[str, ...]:
        """As a question keeps it; `from_values` is the inverse."""
        return (self.wish, self.avoid, ",".join(self.out), self.own, self.appointment)

    @classmethod
    def from_values(cls, values: tuple[str, ...]) -> Draft:
        """A draft from what a question kept; before there were drafts, that was the wish."""
        wish, avoid, out, own, number = (*values, "", "", "", "", "")[:5]
        return cls(wish, avoid, tuple(filter(None, out.split(","))), own, number)

    def without(self, key: str) -> Draft:
        """A line less."""
        return replace(self, out=(*self.out, key))

    def told(self, about: str, words: str) -> Draft:
        """With words that were asked for: « wish », « avoid » or « write »."""
        if about == "write":
            return replace(self, own=words)
        return replace(self, wish=words) if about == "wish" else replace(self, avoid=words)


def lines(turn: Turn, draft: Draft) -> list[dict[str, Any]]:
    """The lines with their keys and headings, to choose one from."""
    return [
        {"key": line.key, "label": {"say": f"utter_summary_{line.key}"}}
        for line in _lines(turn, draft)
    ]


def text(turn: Turn, draft: Draft) -> str:
    """The summary as it is shown and passed on; empty when there is nothing to say."""
    if draft.own:
        return draft.own
    shown = [
        (turn.sentence(f"utter_summary_{line.key}"), line.text) for line in _lines(turn, draft)
    ]
    return "\n".join(f"{heading} : {words}" for heading, words in shown)


def _lines(turn: Turn, draft: Draft) -> list[Line]:
    def name(entry: str) -> str:
        return facts.aim(turn.library.base, entry)

    found = summary.lines(
        turn.notebook,
        names=name,
        labels=lambda key: turn.sentence(f"utter_summary_{key}"),
        today=local_day(turn.now),
        wish=draft.wish,
        answered=list(map(name, answered.recent(turn.unit, turn.conversation))),
        avoid=draft.avoid,
    )
    return [line for line in found if line.key not in draft.out]
