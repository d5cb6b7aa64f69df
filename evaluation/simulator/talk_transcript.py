"""Records of a talk: messages, answers, and notes after each turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.notebook.model import Notebook

FALLBACK_INTENT = "nlu_fallback"
ALARM_SIGNALS = ("concern", "danger")
# Belgian helplines and emergency numbers: three or four digits, or toll-free.
_HELPLINE_PATTERN = re.compile(r"\b(?:1\d\d|1712|0800[ \d]{6,})\b")


@dataclass(frozen=True)
class NotebookNotes:
    """Content of a notebook.

    `read`: words from which a skill or interest was read. `liked`, `refused`, `compared`,
    `decided`: ids of professions.
    """

    dreams: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    limit: int | None = None
    liked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    decided: str | None = None
    plan_steps: int = 0

    @classmethod
    def of(cls, notebook: Notebook) -> NotebookNotes:
        """Return the notes of a notebook."""
        skills = [skill.words for skill in notebook.skills]
        interests = [interest.words for interest in notebook.interests]
        return cls(
            dreams=tuple(note.words for note in notebook.dreams),
            refusals=tuple(refusal.words for refusal in notebook.refusals),
            facts=tuple(fact.words for fact in notebook.facts),
            read=(*skills, *interests),
            wishes=tuple(f"{key}={rated.value}" for key, rated in notebook.wishes.items()),
            obstacles=tuple(each.key or each.words for each in notebook.obstacles),
            limit=notebook.limit_level,
            liked=notebook.liked,
            refused=notebook.refused,
            compared=notebook.compared,
            decided=notebook.decision.occupation if notebook.decision else None,
            plan_steps=len(notebook.plan),
        )

    @property
    def quoted(self) -> tuple[str, ...]:
        """The notes in the person's own words."""
        return tuple(words for words in (*self.dreams, *self.refusals, *self.facts) if words)

    @property
    def told(self) -> frozenset[str]:
        """All notes that come from the person's statements."""
        limit = () if self.limit is None else (f"limit={self.limit}",)
        return frozenset(
            (*self.quoted, *self.read, *self.wishes, *self.obstacles, *limit, *self.refused)
        )


@dataclass(frozen=True)
class RecordedTurn:
    """A message and its answer.

    `labels` are those of the bank in order, with `@` for statements about others; empty for a
    button. `named`: ids of the professions put into the sentence. `replies`: full texts, cards
    included. `shown`: ids of the professions on cards and buttons. `notes`: the notebook after the
    turn.
    """

    said: str
    labels: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    intent: str = ""
    signal: str = "none"
    notes: NotebookNotes = NotebookNotes()

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed."""
        return not self.labels

    @property
    def text(self) -> str:
        """The full text of the answer."""
        return "\n".join(self.replies)

    @property
    def understood(self) -> bool:
        """False if the bot said that it did not understand."""
        return self.intent != FALLBACK_INTENT

    @property
    def helped(self) -> bool:
        """Whether distress was detected and a helpline given."""
        return self.signal in ALARM_SIGNALS and bool(_HELPLINE_PATTERN.search(self.text))


def notes_before(turns: Sequence[RecordedTurn], place: int) -> NotebookNotes:
    """Return the notebook before a turn."""
    return turns[place - 1].notes if place else NotebookNotes()
