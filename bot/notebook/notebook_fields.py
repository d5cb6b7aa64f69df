"""The fields of a notebook, each declared once; `bot.notebook.model` holds the rules.

They are in display order. CONTRIBUTING.md says what a new field needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from bot.notebook.field_metadata import (
    Export,
    FieldMetadata,
    Removal,
    describe_field,
    list_entries,
    list_fields,
    map_entries,
)
from bot.notebook.notebook_entries import (
    Comparison,
    Decision,
    Fact,
    Grid,
    Interest,
    Like,
    Note,
    Obstacle,
    PlanB,
    PlanStep,
    Question,
    RatedAnswer,
    Refusal,
    SaidPhase,
    Skill,
    StudiesLimit,
    Trial,
    Value,
)

_ENTRY, _WORDS = Removal.ENTRY, Removal.WORDS
# Conversation state.
_TALK = describe_field(conversation=True)
_TALK_OF_OCCUPATIONS = describe_field(conversation=True, holds_occupations=True)


@dataclass
class NotebookFields:
    """The stored data of a person.

    `open_questions`: what the person wants to find out, in their words. `said_phase`: the phase
    they named, if the estimate of `readiness` was wrong. `aside`: the suspended question. `shown`
    and `subject` resolve « le deuxième » and « ça ». `formal`: addressed with « vous », None if
    unknown. `whom`: for whom they ask (`audience.find_audience`).
    """

    dreams: list[Note] = field(
        default_factory=list,
        metadata=describe_field(
            "quotation",
            line="utter_line_dream",
            exported="said",
            in_summary="words",
            removable=_ENTRY,
        ),
    )
    facts: list[Fact] = field(
        default_factory=list,
        metadata=describe_field(
            "fact", exported=(Export("said", first=True),), in_summary="words", removable=_ENTRY
        ),
    )
    interests: list[Interest] = field(
        default_factory=list,
        metadata=describe_field("interest", exported="interests", removable=_ENTRY),
    )
    skills: list[Skill] = field(
        default_factory=list,
        metadata=describe_field("skill", exported="skills", in_summary="words", removable=_ENTRY),
    )
    refusals: list[Refusal] = field(
        default_factory=list,
        metadata=describe_field(
            "refusal",
            exported=(Export("said"), Export("put_aside", "refused_profession")),
            in_summary="refused",
            removable=_ENTRY,
        ),
    )
    studies_limit: Optional[StudiesLimit] = field(
        default=None,
        metadata=describe_field("studies_limit", exported="said", in_summary="constraints"),
    )
    wishes: dict[str, RatedAnswer] = field(
        default_factory=dict,
        metadata=describe_field("wishes", exported="matters", in_summary="constraints"),
    )
    values: list[Value] = field(
        default_factory=list,
        metadata=describe_field("value", exported=(Export("matters", first=True),)),
    )
    answers: dict[str, RatedAnswer] = field(
        default_factory=dict, metadata=describe_field("answers", exported="answers")
    )
    likes: list[Like] = field(
        default_factory=list,
        metadata=describe_field(
            "profession", exported="kept", in_summary="leads", removable=_ENTRY
        ),
    )
    trials: list[Trial] = field(
        default_factory=list, metadata=describe_field("trial", exported="tried", removable=_WORDS)
    )
    comparison: Optional[Comparison] = field(
        default=None, metadata=describe_field("comparison", exported="compared")
    )
    grid: Grid = field(default_factory=Grid, metadata=describe_field("grid", exported="compared"))
    decision: Optional[Decision] = field(
        default=None,
        metadata=describe_field(
            "decision", exported="decision", in_summary="decision", removable=_WORDS
        ),
    )
    plan_b: Optional[PlanB] = field(
        default=None,
        metadata=describe_field(
            "plan_b", exported="plan_b", in_summary="decision", removable=_ENTRY
        ),
    )
    open_questions: list[Note] = field(
        default_factory=list,
        metadata=describe_field(
            "quotation",
            line="utter_line_question",
            exported="questions",
            in_summary="words",
            removable=_ENTRY,
        ),
    )
    obstacles: list[Obstacle] = field(
        default_factory=list,
        metadata=describe_field(
            "obstacle", exported="obstacles", in_summary="constraints", removable=_ENTRY
        ),
    )
    plan: list[PlanStep] = field(
        default_factory=list, metadata=describe_field("plan", exported="plan", in_summary="plan")
    )
    skipped: dict[str, dt.datetime] = field(default_factory=dict, metadata=_TALK)
    passed_wishes: list[str] = field(default_factory=list, metadata=_TALK)
    said_phase: Optional[SaidPhase] = field(default=None, metadata=_TALK)
    question: Optional[Question] = field(default=None, metadata=_TALK)
    aside: Optional[Question] = field(default=None, metadata=_TALK)
    step: Optional[str] = field(default=None, metadata=_TALK)
    shown: list[str] = field(default_factory=list, metadata=_TALK_OF_OCCUPATIONS)
    subject: Optional[str] = field(default=None, metadata=_TALK_OF_OCCUPATIONS)
    formal: Optional[bool] = field(default=None, metadata=_TALK)
    whom: Optional[str] = field(default=None, metadata=_TALK)

    @property
    def is_empty(self) -> bool:
        """Return whether it holds nothing that the person said."""
        blank = type(self)()
        names = (field.name for field in list_fields(self) if not field.conversation)
        return all(getattr(self, name) == getattr(blank, name) for name in names)

    def iter_entries(self) -> Iterator[tuple[FieldMetadata, Any]]:
        """Yield every entry with its field."""
        for declared in list_fields(self):
            for entry in list_entries(getattr(self, declared.name)):
                yield declared, entry

    def change_entries(self, change: Callable[[FieldMetadata, Any], Any]) -> None:
        """Apply `change` to every entry of every field; None removes it."""
        for declared in list_fields(self):
            changed = map_entries(getattr(self, declared.name), partial(change, declared))
            setattr(self, declared.name, changed)
