"""From a notebook to the summary that the person reads, edits and approves. Nothing is deduced.

Each line holds what the person said or chose. What touches health, origin, religion, residence or
justice is left out, even where the notebook holds it: who wants a counsellor to read it writes it
as their wish, or as what to avoid. Residence is never written.
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
# All that `labels` is asked for; the words are the domain's.
LABELS = (
    "short_studies",
    *(f"avoids_{key}" for key in TRADE_WISHES),
    *(f"worry_{key}" for key in WORRIES),
    *(f"obstacle_{key}" for key in OBSTACLE_KEYS),
    *(f"plan_{key}" for key in PLAN_KEYS),
    "decision_open",
    "plan_b",
)
# Steps of a plan that are still to come; the rest is in the notebook.
MAX_STEPS = 3

Namer = Callable[[str], str]


@dataclass(frozen=True)
class SummaryLine:
    """A line of the summary: one of KEYS, and what stands behind its heading."""

    key: str
    text: str


_DECLINES_PATTERN = re.compile(
    r"\b(pas (l |le |te |vous )?(le )?(dire|raconter)|prefere pas|rien a dire)\b"
)


def declines_to_say(text: str) -> bool:
    """Whether somebody says that they do not say what it is about."""
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
    """The lines that have something to say, in the order of KEYS.

    `names`: the title of an entry by its id. `labels`: the words of the domain for one of LABELS.
    `wish`, `avoid`: what the person wants to talk about, and what not, in their
    words; `answered`: titles of what the bot answered already, empty for what the
    base lacks since.
    """
    namers = _Namers(names, labels, today)
    items = {
        **_list_noted(notebook, namers),
        "request": _quote_written(wish),
        "answered": (each for each in answered if each and not is_sensitive(each)),
        "avoid": _quote_written(avoid),
    }
    texts = {key: join_fitting(_without_residence(items.get(key, ()))) for key in LINE_KEYS}
    return [SummaryLine(key, text) for key, text in texts.items() if text]


def _without_residence(items: Iterable[str]) -> Iterable[str]:
    """Each once, and nothing about residence, not even in a title of the base."""
    return dict.fromkeys(item for item in items if find_sensitive_topic(item) != NEVER_NOTED)


def _quote_allowed(words: Iterable[str]) -> Iterator[str]:
    return (quote_words(each) for each in words if each.strip() and not is_sensitive(each))


def _quote_written(words: str) -> Iterator[str]:
    """What the person wrote for the counsellor, and sees before it leaves."""
    if words.strip():
        yield quote_words(words)


@dataclass(frozen=True)
class _Namers:
    names: Namer
    labels: Namer
    today: dt.date


def _list_noted(notebook: Notebook, namers: _Namers) -> dict[str, list[str]]:
    """What the fields of the notebook tell a counsellor, by line."""
    found: dict[str, list[str]] = defaultdict(list)
    for field in list_fields(notebook):
        if field.in_summary:
            summarise = _SUMMARISERS[field.shown_as]
            found[field.in_summary] += summarise(getattr(notebook, field.name), namers)
    return found


def _list_words(noted: Iterable[Note | Fact | Skill], namers: _Namers) -> Iterator[str]:
    """What they dream of, enjoy or did, as they said it."""
    return _quote_allowed(each.words for each in noted)


def _list_leads(likes: Iterable[Like], namers: _Namers) -> Iterator[str]:
    return (namers.names(like.occupation) for like in likes)


def _list_refusals(refusals: Iterable[Refusal], namers: _Namers) -> Iterator[str]:
    for refusal in refusals:
        why = "".join(_quote_allowed([refusal.words]))
        if refusal.occupation:
            title = namers.names(refusal.occupation)
            yield f"{title} ({why})" if why else title
        elif why:
            yield why


def _list_studies_limit(limit: Optional[StudiesLimit], namers: _Namers) -> Iterator[str]:
    if limit:
        yield namers.labels("short_studies")


def _list_wishes(wishes: Mapping[str, RatedAnswer], namers: _Namers) -> Iterator[str]:
    """What the person avoids, and what worries them."""
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


# By the form that the fields of the notebook declare (`shown_as`).
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
