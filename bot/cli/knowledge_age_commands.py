"""`boussole knowledge due` and `boussole knowledge at`: how current the facts are."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from knowledge.review_schedule import DueFact

MAX_SHOWN = 50


def register(actions: Any) -> None:
    """Add both commands to the `knowledge` parser."""
    due = actions.add_parser("due", help="list facts that are due for review")
    due.add_argument("--today", type=dt.date.fromisoformat, help="reference date (yyyy-mm-dd)")
    due.add_argument("--all", action="store_true", help=f"list all, not only {MAX_SHOWN}")
    due.add_argument("--json", action="store_true")
    due.set_defaults(command=knowledge_due)
    at = actions.add_parser("at", help="answer a question as on a given day")
    at.add_argument("day", type=dt.date.fromisoformat)
    at.add_argument("question")
    at.set_defaults(command=knowledge_at)


def knowledge_due(options: argparse.Namespace, settings: Settings) -> int:
    """Print a line per due fact, most urgent first: reason, date, owner, source."""
    from bot.booking.local_time import local_day
    from bot.stores import utc_now
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.review_schedule import list_due_facts

    base = KnowledgeBase.load(settings.knowledge, settings.imported)
    facts = list_due_facts(base, options.today or local_day(utc_now()))
    shown = facts if options.all or options.json else facts[:MAX_SHOWN]
    for due in shown:
        print(json.dumps(_to_plain(due), ensure_ascii=False) if options.json else _format_line(due))
    if not options.json:
        print(f"{len(facts)} facts due for review, {len(shown)} shown")
    return 0


def knowledge_at(options: argparse.Namespace, settings: Settings) -> int:
    """Answer a question as on a given day, in a temporary database."""
    from bot.app import Service
    from bot.cli.terminal_conversation import TerminalConversation, render_answer
    from bot.dialogue import model_training

    noon = dt.datetime.combine(options.day, dt.time(12), tzinfo=dt.timezone.utc)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'at.sqlite'}"
        alone = settings.copy(update={"database": database})
        model = model_training.ensure_model(settings.models)
        service = Service.build(alone, model, clock=lambda: noon)
        print(render_answer(TerminalConversation(service.parts).hear(options.question)))
        service.parts.engine.dispose()
    return 0


def _to_plain(one: DueFact) -> dict[str, Any]:
    fact = one.fact
    return {
        "why": one.why.name.lower(),
        "since": one.since.isoformat() if one.since else None,
        "entry": fact.entry,
        "field": fact.name,
        "value": fact.value,
        "ask": fact.rests_on.owner,
        "sources": [source.url or source.title for source in fact.sources],
    }


def _format_line(one: DueFact) -> str:
    fact = _to_plain(one)
    parts = (fact["why"], fact["since"] or "never read", f"{fact['entry']}.{fact['field']}")
    return "  ".join((*parts, fact["ask"] or "-", *fact["sources"][:1]))
