"""The summary for a counsellor that the person edits and approves."""

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
    """The person's changes to the summary.

    Attributes:
        wish: What the person wants to talk about.
        avoid: What not to talk about.
        out: The keys of removed lines.
        own: A text that replaces the summary, all but what not to talk about.
        appointment: The number of the appointment it is for; empty for a counsellor on duty now.
    """

    wish: str = ""
    avoid: str = ""
    out: tuple[str, ...] = ()
    own: str = ""
    appointment: str = ""

    def values(self) -> tuple[str, ...]:
        """Return the values to store in a question; `from_values` is the inverse."""
        return (self.wish, self.avoid, ",".join(self.out), self.own, self.appointment)

    @classmethod
    def from_values(cls, values: tuple[str, ...]) -> SummaryDraft:
        """Read a draft from the values of a question; old questions hold the wish alone."""
        wish, avoid, out, own, number = (*values, "", "", "", "", "")[:5]
        return cls(wish, avoid, tuple(filter(None, out.split(","))), own, number)

    def without(self, key: str) -> SummaryDraft:
        """Return the draft without the line of this key."""
        return replace(self, out=(*self.out, key))

    def told(self, about: str, words: str) -> SummaryDraft:
        """Return the draft with the answer to « wish », « avoid » or « write »."""
        if about == "write":
            return replace(self, own=words)
        if about == "wish":
            return replace(self.with_line("request"), wish=words)
        return replace(self.with_line("avoid"), avoid=words)

    def with_line(self, key: str) -> SummaryDraft:
        """Return the draft with the line of this key, also if it had been removed."""
        return replace(self, out=tuple(each for each in self.out if each != key))


def line_options(turn: Turn, draft: SummaryDraft) -> list[dict[str, Any]]:
    """Return a button for each line, with its key and heading."""
    return [
        {"key": line.key, "label": {"say": f"utter_summary_{line.key}"}}
        for line in _summary_lines(turn, draft)
    ]


def render_summary(turn: Turn, draft: SummaryDraft) -> str:
    """Return the summary as it is shown and passed on; empty when there is nothing to say."""
    shown = [
        f"{turn.sentence(f'utter_summary_{line.key}')} : {line.text}"
        for line in _summary_lines(turn, draft)
    ]
    return "\n".join([draft.own, *shown] if draft.own else shown)


def _summary_lines(turn: Turn, draft: SummaryDraft) -> list[SummaryLine]:
    """Return the lines that the person left in.

    Beside a text of their own, that is only what they marked as not to be talked about.
    """
    return [
        line
        for line in _build_lines(turn, draft)
        if line.key not in draft.out and (not draft.own or line.key == "avoid")
    ]


def _build_lines(turn: Turn, draft: SummaryDraft) -> list[SummaryLine]:
    def name(entry: str) -> str:
        return entry_facts.aim_title(turn.library.base, entry)

    return counsellor_summary.build_summary_lines(
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
