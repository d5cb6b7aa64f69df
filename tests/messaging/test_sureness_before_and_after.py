"""How sure a person is, before and after: one tap, once, never in the way, never in distress."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.booking.local_time import ZONE
from bot.console.statistics import monthly_counts
from bot.console.statistics.published_figures import read_monthly_figures
from bot.storage.guidance_tables import sureness
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import read_rows
from tests.support.deferred_questions import press_label

BEFORE, AFTER = "tu sais vers quoi aller. C'est sans nom", "tu sais vers quoi aller, maintenant"
START = "je sais pas quoi faire de ma vie"


def pairs(parts: Any) -> list[tuple[Any, ...]]:
    rows = read_rows(parts.engine, sureness, sa.true(), sureness.c.conversation_id)
    return [(row.before, row.after) for row in rows]


def said(person: ConversationClient, text: str) -> str:
    head = person.sends(text)
    person.gets(head)
    assert head is not None
    return " ".join(person.told(head.seq))


def begin(parts: Any, name: str = "someone") -> ConversationClient:
    """A person who has said some things already."""
    person = ConversationClient(parts, name)
    for text in ("salut", "merci", "merci beaucoup"):
        said(person, text)
    return person


def guide(parts: Any, name: str, before: str, after: str) -> None:
    person = begin(parts, name)
    assert BEFORE in said(person, START)
    press_label(person, before)
    said(person, "je choisis infirmier")
    press_label(person, after)


def test_the_pair_is_asked_once_and_counted_without_anybody(parts: Any) -> None:
    for number in range(6):
        guide(parts, f"person {number}", "Pas trop", "Plutôt")
    assert pairs(parts) == [(2, 4)] * 6
    with writing(parts.engine) as unit:
        monthly_counts.count_finished_days(unit, dt.datetime(2026, 11, 29, 12, tzinfo=ZONE))
        unit.commit()
    with reading(parts.engine) as unit:
        found = read_monthly_figures(unit, dt.date(2026, 11, 1))
    assert dict(found.sureness) == {"more": 5, "same": None, "less": None}
    assert dict(found.sure_step) == {"yes": None, "no": 5}


def test_the_first_messages_are_answered_and_nothing_else(parts: Any) -> None:
    person = ConversationClient(parts)
    assert "vers quoi aller" not in said(person, START)
    assert pairs(parts) == []


def test_who_asks_a_question_or_goes_on_is_not_asked_again(parts: Any) -> None:
    person = begin(parts)
    assert "vers quoi aller" not in said(person, "c'est quoi le CEFA ?")
    first = said(person, START)
    assert BEFORE in first
    # What is typed answers the step; the question is not asked again, nor at the end.
    for text in ("réparer des motos", START, "je choisis infirmier"):
        assert "vers quoi aller" not in said(person, text)
    assert pairs(parts) == [(None, None)]


def test_skipping_keeps_the_way_open_and_ends_it(parts: Any) -> None:
    person = begin(parts)
    said(person, START)
    assert "Pas de souci." in press_label(person, "Passer")
    assert AFTER not in said(person, "je choisis infirmier")
    assert pairs(parts) == [(None, None)]


def test_a_second_press_changes_nothing(parts: Any) -> None:
    person = begin(parts)
    said(person, START)
    token = person.token("Pas trop")
    other = person.token("Plutôt")
    for each in (token, other):
        person.gets(person.presses(each))
    assert pairs(parts) == [(2, None)]


def test_s5_nobody_in_distress_is_asked(parts: Any) -> None:
    person = begin(parts)
    said(person, "jveu mourir")
    said(person, "ça va mieux, on reprend l'orientation")
    assert "vers quoi aller" not in said(person, START)
    assert pairs(parts) == []
