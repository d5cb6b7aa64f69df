"""A notebook as plain data and back. `VERSION` changes when old data would be read wrongly."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from bot.notebook import notebook_entries
from bot.notebook.guidance_errors import UnknownVersion

if TYPE_CHECKING:
    from bot.notebook.model import Notebook

VERSION = 1
T = TypeVar("T")


def encode(notebook: Notebook) -> dict[str, Any]:
    """All fields, with `version`; times in UTC."""
    fields = dataclasses.fields(notebook)
    return {"version": VERSION, **{f.name: _to_plain(getattr(notebook, f.name)) for f in fields}}


def decode(data: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a notebook from `encode`; absent fields keep their default."""
    data = dict(data)
    version = data.pop("version", None)
    if version != VERSION:
        raise UnknownVersion(version)
    # A copy: a notebook changes in place what it holds, and `data` stays what was stored.
    kept = _migrate_undated(copy.deepcopy(data))
    return {name: _READERS.get(name, _as_is)(value) for name, value in kept.items()}


def _migrate_undated(data: dict[str, Any]) -> dict[str, Any]:
    """A limit or a comparison that was stored before its day was kept gets none."""
    level, compared = data.pop("limit_level", None), data.get("comparison")
    if level is not None:
        data["studies_limit"] = {"level": level, "when": None}
    if isinstance(compared, list):
        data["comparison"] = {"occupations": compared, "when": None} if compared else None
    return data


def _to_plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {f.name: _to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _to_plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_plain(inner) for inner in value]
    return value


def _as_is(value: T) -> T:
    return value


def _read_dated(kind: type[T], data: dict[str, Any]) -> T:
    return kind(**{**data, "when": dt.datetime.fromisoformat(data["when"])})


def _read_optionally_dated(kind: type[T], data: dict[str, Any]) -> T:
    return _read_dated(kind, data) if data.get("when") else kind(**data)


def _read_comparison(data: dict[str, Any]) -> notebook_entries.Comparison:
    occupations = tuple(data["occupations"])
    return _read_optionally_dated(notebook_entries.Comparison, {**data, "occupations": occupations})


def _read_near(kind: type[T], data: dict[str, Any]) -> T:
    near = tuple((occupation, score) for occupation, score in data.get("near", ()))
    return _read_dated(kind, {**data, "near": near})


def _read_plan_step(data: dict[str, Any]) -> notebook_entries.PlanStep:
    return notebook_entries.PlanStep(**{**data, "due": dt.date.fromisoformat(data["due"])})


# Kinds of questions that are asked no more: one that was open in a notebook is let go.
_RETIRED_QUESTION_KINDS = ("read", "guessed")


def _read_question(data: dict[str, Any]) -> Optional[notebook_entries.Question]:
    if data["kind"] in _RETIRED_QUESTION_KINDS:
        return None
    return notebook_entries.Question(**{**data, "values": tuple(data["values"])})


_READERS: dict[str, Any] = {
    "dreams": lambda rows: [_read_near(notebook_entries.Note, row) for row in rows],
    "interests": lambda rows: [_read_dated(notebook_entries.Interest, row) for row in rows],
    "refusals": lambda rows: [_read_near(notebook_entries.Refusal, row) for row in rows],
    "likes": lambda rows: [_read_dated(notebook_entries.Like, row) for row in rows],
    "facts": lambda rows: [_read_near(notebook_entries.Fact, row) for row in rows],
    "skills": lambda rows: [_read_dated(notebook_entries.Skill, row) for row in rows],
    "values": lambda rows: [_read_dated(notebook_entries.Value, row) for row in rows],
    "wishes": lambda rows: {
        key: _read_dated(notebook_entries.RatedAnswer, row) for key, row in rows.items()
    },
    "obstacles": lambda rows: [_read_dated(notebook_entries.Obstacle, row) for row in rows],
    "trials": lambda rows: [_read_dated(notebook_entries.Trial, row) for row in rows],
    "open_questions": lambda rows: [_read_near(notebook_entries.Note, row) for row in rows],
    "plan_b": lambda data: data and _read_dated(notebook_entries.PlanB, data),
    "said_phase": lambda data: data and notebook_entries.SaidPhase(**data),
    "answers": lambda rows: {
        item: _read_dated(notebook_entries.RatedAnswer, row) for item, row in rows.items()
    },
    "skipped": lambda rows: {item: dt.datetime.fromisoformat(at) for item, at in rows.items()},
    "studies_limit": lambda data: (
        data and _read_optionally_dated(notebook_entries.StudiesLimit, data)
    ),
    "comparison": lambda data: data and _read_comparison(data),
    "grid": lambda data: _read_optionally_dated(notebook_entries.Grid, data),
    "decision": lambda data: data and _read_dated(notebook_entries.Decision, data),
    "plan": lambda rows: [_read_plan_step(row) for row in rows],
    "question": lambda data: data and _read_question(data),
    "aside": lambda data: data and _read_question(data),
}
