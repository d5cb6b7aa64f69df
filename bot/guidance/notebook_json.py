"""A notebook as plain data and back. `VERSION` changes when old data would be read wrongly."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from bot.guidance import entries
from bot.guidance.errors import UnknownVersion

if TYPE_CHECKING:
    from bot.guidance.notebook import Notebook

VERSION = 1
T = TypeVar("T")


def encode(notebook: Notebook) -> dict[str, Any]:
    """All fields, with `version`; times in UTC."""
    fields = dataclasses.fields(notebook)
    return {"version": VERSION, **{f.name: _plain(getattr(notebook, f.name)) for f in fields}}


def decode(data: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a notebook from `encode`; absent fields keep their default."""
    data = dict(data)
    version = data.pop("version", None)
    if version != VERSION:
        raise UnknownVersion(version)
    # A copy: a notebook changes in place what it holds, and `data` stays what was stored.
    kept = _with_days(copy.deepcopy(data))
    return {name: _READERS.get(name, _as_is)(value) for name, value in kept.items()}


def _with_days(data: dict[str, Any]) -> dict[str, Any]:
    """A limit or a comparison that was stored before its day was kept gets none."""
    level, compared = data.pop("limit_level", None), data.get("comparison")
    if level is not None:
        data["studies_limit"] = {"level": level, "when": None}
    if isinstance(compared, list):
        data["comparison"] = {"occupations": compared, "when": None} if compared else None
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _as_is(value: T) -> T:
    return value


def _said_at(kind: type[T], data: dict[str, Any]) -> T:
    return kind(**{**data, "when": dt.datetime.fromisoformat(data["when"])})


def _perhaps_dated(kind: type[T], data: dict[str, Any]) -> T:
    return _said_at(kind, data) if data.get("when") else kind(**data)


def _comparison(data: dict[str, Any]) -> entries.Comparison:
    occupations = tuple(data["occupations"])
    return _perhaps_dated(entries.Comparison, {**data, "occupations": occupations})


def _near(kind: type[T], data: dict[str, Any]) -> T:
    near = tuple((occupation, score) for occupation, score in data.get("near", ()))
    return _said_at(kind, {**data, "near": near})


def _plan_step(data: dict[str, Any]) -> entries.PlanStep:
    return entries.PlanStep(**{**data, "due": dt.date.fromisoformat(data["due"])})


# Kinds of questions that are asked no more: one that was open in a notebook is let go.
_RETIRED = ("read", "guessed")


def _question(data: dict[str, Any]) -> Optional[entries.Question]:
    if data["kind"] in _RETIRED:
        return None
    return entries.Question(**{**data, "values": tuple(data["values"])})


_READERS: dict[str, Any] = {
    "dreams": lambda rows: [_near(entries.Note, row) for row in rows],
    "interests": lambda rows: [_said_at(entries.Interest, row) for row in rows],
    "refusals": lambda rows: [_near(entries.Refusal, row) for row in rows],
    "likes": lambda rows: [_said_at(entries.Like, row) for row in rows],
    "facts": lambda rows: [_near(entries.Fact, row) for row in rows],
    "skills": lambda rows: [_said_at(entries.Skill, row) for row in rows],
    "values": lambda rows: [_said_at(entries.Value, row) for row in rows],
    "wishes": lambda rows: {key: _said_at(entries.Rated, row) for key, row in rows.items()},
    "obstacles": lambda rows: [_said_at(entries.Obstacle, row) for row in rows],
    "trials": lambda rows: [_said_at(entries.Trial, row) for row in rows],
    "open_questions": lambda rows: [_near(entries.Note, row) for row in rows],
    "plan_b": lambda data: data and _said_at(entries.PlanB, data),
    "said_phase": lambda data: data and entries.SaidPhase(**data),
    "answers": lambda rows: {item: _said_at(entries.Rated, row) for item, row in rows.items()},
    "skipped": lambda rows: {item: dt.datetime.fromisoformat(at) for item, at in rows.items()},
    "studies_limit": lambda data: data and _perhaps_dated(entries.Limit, data),
    "comparison": lambda data: data and _comparison(data),
    "grid": lambda data: _perhaps_dated(entries.Grid, data),
    "decision": lambda data: data and _said_at(entries.Decision, data),
    "plan": lambda rows: [_plan_step(row) for row in rows],
    "question": lambda data: data and _question(data),
    "aside": lambda data: data and _question(data),
}
