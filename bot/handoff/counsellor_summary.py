"""From a notebook to the summary that the person reads, edits and approves. Nothing is deduced.

Each line holds what the person said or chose. What touches health, origin, religion, residence or
justice is left out, even where the notebook holds it: who wants a counsellor to read it writes it
as their wish, or as what to avoid. Residence is never written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.handoff.line_truncation import join_fitting, quote_words
from bot.language.normalisation import normalise
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import OBSTACLE_KEYS, PLAN_KEYS, PlanStep, Refusal
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
    items = {
        "request": _quote_written(wish),
        "words": _quote_allowed(_list_own_words(notebook)),
        "leads": map(names, notebook.liked),
        "refused": _list_refusals(notebook.refusals, names),
        "constraints": _list_constraints(notebook, labels),
        "plan": _list_plan_steps(notebook.plan, names, labels, today),
        "decision": _list_decision(notebook, names, labels),
        "answered": (each for each in answered if each and not is_sensitive(each)),
        "avoid": _quote_written(avoid),
    }
    texts = {key: join_fitting(_without_residence(items[key])) for key in LINE_KEYS}
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


def _list_own_words(notebook: Notebook) -> Iterator[str]:
    """What they dream of or enjoy, then what they did, as they said it."""
    yield from (dream.words for dream in notebook.dreams)
    yield from (fact.words for fact in notebook.facts)
    yield from (skill.words for skill in notebook.skills)
    yield from (question.words for question in notebook.open_questions)


def _list_refusals(refusals: Iterable[Refusal], names: Namer) -> Iterator[str]:
    for refusal in refusals:
        why = "".join(_quote_allowed([refusal.words]))
        if refusal.occupation:
            yield f"{names(refusal.occupation)} ({why})" if why else names(refusal.occupation)
        elif why:
            yield why


def _list_constraints(notebook: Notebook, labels: Namer) -> Iterator[str]:
    """What the person avoids, what worries them, and what they say stands in the way."""
    if notebook.studies_limit:
        yield labels("short_studies")
    for key, rated in notebook.wishes.items():
        if key in WORRIES and rated.value >= KEEN:
            yield labels(f"worry_{key}")
        elif key not in (*WORRIES, STUDIES) and rated.value <= AVOIDED:
            yield labels(f"avoids_{key}")
    for obstacle in notebook.obstacles:
        if obstacle.key:
            yield labels(f"obstacle_{obstacle.key}")
        else:
            yield from _quote_allowed([obstacle.words])


def _list_plan_steps(
    steps: Iterable[PlanStep], names: Namer, labels: Namer, today: dt.date
) -> Iterator[str]:
    coming = [step for step in steps if step.due >= today]
    for step in coming[:MAX_STEPS]:
        about = f" ({names(step.about)})" if step.about else ""
        yield f"{step.due:%d/%m/%Y} {labels(f'plan_{step.key}')}{about}"


def _list_decision(notebook: Notebook, names: Namer, labels: Namer) -> Iterator[str]:
    decided = notebook.decision.aim if notebook.decision else ""
    if notebook.decision:
        yield names(decided) if decided else labels("decision_open")
    if notebook.plan_b:
        yield f"{labels('plan_b')} {names(notebook.plan_b.aim)}"
