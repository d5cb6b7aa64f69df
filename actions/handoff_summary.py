"""The summary that a person approves, in the words of the domain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.booking.local_time import local_day
from bot.handoff import answered_entry_repository, counsellor_summary
from bot.handoff.counsellor_summary import SummaryLine
from bot.presentation import entry_facts
from bot.turn_context import Turn


@dataclass(frozen=True)
class SummaryDraft:
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
    def from_values(cls, values: tuple[str, ...]) -> SummaryDraft:
        """A draft from what a question kept; before there were drafts, that was the wish."""
        wish, avoid, out, own, number = (*values, "", "", "", "", "")[:5]
        return cls(wish, avoid, tuple(filter(None, out.split(","))), own, number)

    def without(self, key: str) -> SummaryDraft:
        """A line less."""
        return replace(self, out=(*self.out, key))

    def told(self, about: str, words: str) -> SummaryDraft:
        """With words that were asked for: « wish », « avoid » or « write »."""
        if about == "write":
            return replace(self, own=words)
        return replace(self, wish=words) if about == "wish" else replace(self, avoid=words)


def line_options(turn: Turn, draft: SummaryDraft) -> list[dict[str, Any]]:
    """The lines with their keys and headings, to choose one from."""
    return [
        {"key": line.key, "label": {"say": f"utter_summary_{line.key}"}}
        for line in _summary_lines(turn, draft)
    ]


def render_summary(turn: Turn, draft: SummaryDraft) -> str:
    """The summary as it is shown and passed on; empty when there is nothing to say."""
    if draft.own:
        return draft.own
    shown = [
        (turn.sentence(f"utter_summary_{line.key}"), line.text)
        for line in _summary_lines(turn, draft)
    ]
    return "\n".join(f"{heading} : {words}" for heading, words in shown)


def _summary_lines(turn: Turn, draft: SummaryDraft) -> list[SummaryLine]:
    def name(entry: str) -> str:
        return entry_facts.aim_title(turn.library.base, entry)

    found = counsellor_summary.build_summary_lines(
        turn.notebook,
        names=name,
        labels=lambda key: turn.sentence(f"utter_summary_{key}"),
        today=local_day(turn.now),
        wish=draft.wish,
        answered=list(
            map(name, answered_entry_repository.list_answered_entries(turn.unit, turn.conversation))
        ),
        avoid=draft.avoid,
    )
    return [line for line in found if line.key not in draft.out]
