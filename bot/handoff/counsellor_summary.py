"""The summary of a notebook that the person edits and approves before a handoff.

Its lines contain what the person said or chose, without inferences. Health, origin, religion,
residence and justice are left out even if the notebook has them, unless the person writes them as a
wish or as a subject to avoid. Residence is always left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from bot.handoff.line_truncation import join_fitting, quote_words
from bot.language.normalisation import normalise
from bot.notebook.field_metadata import list_fields
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import (
    OBSTACLE_KEYS,
    PLAN_KEYS,
    Decision,
    Fact,
    Like,
    Note,
    Obstacle,
    PlanB,
    PlanStep,
    RatedAnswer,
    Refusal,
    Skill,
    StudiesLimit,
)
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic, is_sensitive
from bot.notebook.wishes import AVOIDED, KEEN, STUDIES, TRADE_WISHES, WORRIES

LINE_KEYS = (
    "request",
    "words",
    "leads",
    "refused",
    "constraints",
    "plan",
    "decision",
    "answered",
    "avoid",
)
# The keys of `labels`, whose texts are in the domain.
LABELS = (
    "short_studies",
    *(f"avoids_{key}" for key in TRADE_WISHES),
    *(f"worry_{key}" for key in WORRIES),
    *(f"obstacle_{key}" for key in OBSTACLE_KEYS),
    *(f"plan_{key}" for key in PLAN_KEYS),
    "decision_open",
    "plan_b",
)
# Upcoming plan steps in the summary.
MAX_STEPS = 3

Namer = Callable[[str], str]


@dataclass(frozen=True)
class SummaryLine:
    """A line of the summary: one of LINE_KEYS, and the text after its heading."""

    key: str
    text: str


_DECLINES_PATTERN = re.compile(
    r"\b(pas (l |le |te |vous )?(le )?(dire|raconter)|prefere pas|rien a dire)\b"
)


def declines_to_say(text: str) -> bool:
    """Whether a text declines to say what the request is about."""
    return bool(_DECLINES_PATTERN.search(normalise(text)))


def build_summary_lines(
    notebook: Notebook,
    names: Namer,
    labels: Namer,
    today: dt.date,
    wish: str = "",
    answered: Sequence[str] = (),
    avoid: str = "",
) -> list[SummaryLine]:
    """Return the non-empty lines, in the order of LINE_KEYS.

    `names` returns the title of an entry id, `labels` the domain's text of one of LABELS. `wish`,
    `avoid`: what the person does and does not want to talk about, in their words. `answered`:
    titles of the answers given, "" for entries no longer in the base.
    """
    namers = _Namers(names, labels, today)
    items = {
        **_list_noted(notebook, namers),
        "request": _quote_written(wish),
        "answered": (title for title in answered if title and not is_sensitive(title)),
        "avoid": _quote_written(avoid),
    }
    texts = {key: join_fitting(_without_residence(items.get(key, ()))) for key in LINE_KEYS}
    return [SummaryLine(key, text) for key, text in texts.items() if text]


def _without_residence(items: Iterable[str]) -> Iterable[str]:
    """Return the distinct items that are not about residence, titles of the base included."""
    return dict.fromkeys(item for item in items if find_sensitive_topic(item) != NEVER_NOTED)


def _quote_allowed(words: Iterable[str]) -> Iterator[str]:
    return (quote_words(each) for each in words if each.strip() and not is_sensitive(each))


def _quote_written(words: str) -> Iterator[str]:
    """Quote what the person wrote for the counsellor, without filtering."""
    if words.strip():
        yield quote_words(words)


@dataclass(frozen=True)
class _Namers:
    names: Namer
    labels: Namer
    today: dt.date


def _list_noted(notebook: Notebook, namers: _Namers) -> dict[str, list[str]]:
    """Return the items of the notebook's fields by line key."""
    items: dict[str, list[str]] = defaultdict(list)
    for field in list_fields(notebook):
        if field.in_summary:
            summarise = _SUMMARISERS[field.shown_as]
            items[field.in_summary] += summarise(getattr(notebook, field.name), namers)
    return items


def _list_words(noted: Iterable[Note | Fact | Skill], namers: _Namers) -> Iterator[str]:
    """Quote dreams, tastes and experiences."""
    return _quote_allowed(each.words for each in noted)


def _list_leads(likes: Iterable[Like], namers: _Namers) -> Iterator[str]:
    return (namers.names(like.occupation) for like in likes)


def _list_refusals(refusals: Iterable[Refusal], namers: _Namers) -> Iterator[str]:
    for refusal in refusals:
        reason = "".join(_quote_allowed([refusal.words]))
        if refusal.occupation:
            title = namers.names(refusal.occupation)
            yield f"{title} ({reason})" if reason else title
        elif reason:
            yield reason


def _list_studies_limit(limit: Optional[StudiesLimit], namers: _Namers) -> Iterator[str]:
    if limit:
        yield namers.labels("short_studies")


def _list_wishes(wishes: Mapping[str, RatedAnswer], namers: _Namers) -> Iterator[str]:
    """Yield the labels of what the person avoids and worries about."""
    for key, rated in wishes.items():
        if key in WORRIES and rated.value >= KEEN:
            yield namers.labels(f"worry_{key}")
        elif key not in (*WORRIES, STUDIES) and rated.value <= AVOIDED:
            yield namers.labels(f"avoids_{key}")


def _list_obstacles(obstacles: Iterable[Obstacle], namers: _Namers) -> Iterator[str]:
    for obstacle in obstacles:
        if obstacle.key:
            yield namers.labels(f"obstacle_{obstacle.key}")
        else:
            yield from _quote_allowed([obstacle.words])


def _list_plan_steps(steps: Iterable[PlanStep], namers: _Namers) -> Iterator[str]:
    coming = [step for step in steps if step.due >= namers.today]
    for step in coming[:MAX_STEPS]:
        about = f" ({namers.names(step.about)})" if step.about else ""
        yield f"{step.due:%d/%m/%Y} {namers.labels(f'plan_{step.key}')}{about}"


def _list_decision(decided: Optional[Decision], namers: _Namers) -> Iterator[str]:
    if decided:
        yield namers.names(decided.aim) if decided.aim else namers.labels("decision_open")


def _list_plan_b(second: Optional[PlanB], namers: _Namers) -> Iterator[str]:
    if second:
        yield f"{namers.labels('plan_b')} {namers.names(second.aim)}"


# `shown_as` of a notebook field → its summary.
_SUMMARISERS: dict[str, Callable[[Any, _Namers], Iterator[str]]] = {
    "quotation": _list_words,
    "fact": _list_words,
    "skill": _list_words,
    "profession": _list_leads,
    "refusal": _list_refusals,
    "studies_limit": _list_studies_limit,
    "wishes": _list_wishes,
    "obstacle": _list_obstacles,
    "plan": _list_plan_steps,
    "decision": _list_decision,
    "plan_b": _list_plan_b,
}
