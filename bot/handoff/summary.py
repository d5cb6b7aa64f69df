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

from bot.guidance.entries import OBSTACLES, PLAN_KEYS, PlanStep, Refusal
from bot.guidance.kept_out import NEVER, kept_out, private
from bot.guidance.notebook import Notebook
from bot.guidance.wishes import AVOIDED, KEEN, OF_TRADES, STUDIES, WORRIES
from bot.handoff.shortening import fitted, quoted
from knowledge.text import normalise

KEYS = (
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
    *(f"avoids_{key}" for key in OF_TRADES),
    *(f"worry_{key}" for key in WORRIES),
    *(f"obstacle_{key}" for key in OBSTACLES),
    *(f"plan_{key}" for key in PLAN_KEYS),
    "decision_open",
    "plan_b",
)
# Steps of a plan that are still to come; the rest is in the notebook.
MOST_STEPS = 3

Naming = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """A line of the summary: one of KEYS, and what stands behind its heading."""

    key: str
    text: str


_UNSAID = re.compile(r"\b(pas (l |le |te |vous )?(le )?(dire|raconter)|prefere pas|rien a dire)\b")


def unsaid(text: str) -> bool:
    """Whether somebody says that they do not say what it is about."""
    return bool(_UNSAID.search(normalise(text)))


def lines(
    notebook: Notebook,
    names: Naming,
    labels: Naming,
    today: dt.date,
    wish: str = "",
    answered: Sequence[str] = (),
    avoid: str = "",
) -> list[Line]:
    """The lines that have something to say, in the order of KEYS.

    `names`: the title of an entry by its id. `labels`: the words of the domain for one of LABELS.
    `wish`, `avoid`: what the person wants to talk about, and what not, in their
    words; `answered`: titles of what the bot answered already, empty for what the
    base lacks since.
    """
    items = {
        "request": _written(wish),
        "words": _quotes(_own_words(notebook)),
        "leads": map(names, notebook.liked),
        "refused": _refused(notebook.refusals, names),
        "constraints": _constraints(notebook, labels),
        "plan": _plan(notebook.plan, names, labels, today),
        "decision": _decision(notebook, names, labels),
        "answered": (each for each in answered if each and not kept_out(each)),
        "avoid": _written(avoid),
    }
    texts = {key: fitted(_never(items[key])) for key in KEYS}
    return [Line(key, text) for key, text in texts.items() if text]


def _never(items: Iterable[str]) -> Iterable[str]:
    """Each once, and nothing about residence, not even in a title of the base."""
    return dict.fromkeys(item for item in items if private(item) != NEVER)


def _quotes(words: Iterable[str]) -> Iterator[str]:
    return (quoted(each) for each in words if each.strip() and not kept_out(each))


def _written(words: str) -> Iterator[str]:
    """What the person wrote for the counsellor, and sees before it leaves."""
    if words.strip():
        yield quoted(words)


def _own_words(notebook: Notebook) -> Iterator[str]:
    """What they dream of or enjoy, then what they did, as they said it."""
    yield from (dream.words for dream in notebook.dreams)
    yield from (fact.words for fact in notebook.facts)
    yield from (skill.words for skill in notebook.skills)
    yield from (question.words for question in notebook.open_questions)


def _refused(refusals: Iterable[Refusal], names: Naming) -> Iterator[str]:
    for refusal in refusals:
        why = "".join(_quotes([refusal.words]))
        if refusal.occupation:
            yield f"{names(refusal.occupation)} ({why})" if why else names(refusal.occupation)
        elif why:
            yield why


def _constraints(notebook: Notebook, labels: Naming) -> Iterator[str]:
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
            yield from _quotes([obstacle.words])


def _plan(
    steps: Iterable[PlanStep], names: Naming, labels: Naming, today: dt.date
) -> Iterator[str]:
    coming = [step for step in steps if step.due >= today]
    for step in coming[:MOST_STEPS]:
        about = f" ({names(step.about)})" if step.about else ""
        yield f"{step.due:%d/%m/%Y} {labels(f'plan_{step.key}')}{about}"


def _decision(notebook: Notebook, names: Naming, labels: Naming) -> Iterator[str]:
    decided = notebook.decision.aim if notebook.decision else ""
    if notebook.decision:
        yield names(decided) if decided else labels("decision_open")
    if notebook.plan_b:
        yield f"{labels('plan_b')} {names(notebook.plan_b.aim)}"
