"""Days and hours as people write them: hurried, without accents, and from other days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.booking.date_expressions.date_expression_parser import (
    MAX_TEXT_CHARS,
    DateExpression,
    NoSuchDay,
    NoSuchTime,
    parse_date_expression,
)
from bot.booking.date_expressions.date_vocabulary import MONTHS, WEEKDAYS
from tests.support import date_sentences
from tests.support.booking_factories import local
from tests.support.date_notation import render_when

TODAY = dt.date(2026, 11, 25)  # a Wednesday
quick = settings(database=None, deadline=None, max_examples=300)
days = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))
WORDS = (
    *(*WEEKDAYS, *MONTHS, "prochain", "en 8", "le", "la", "du", "au", "de", "des", "entre", "et"),
    *("ou", "ni", "pas", "sauf", "avant", "après", "jusque", "à partir de", "semaine", "dans 2"),
    *("début", "fin", "mi", "matin", "aprem", "soir", "midi", "14h", "27h", "3/12", "31/2", "15"),
    *("32", "je peux pas", "possible", "tôt", "l'école", "demain", "hier", "D0", "T1", "P9", "-"),
)


def _lines(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" | ", 1)) for line in table.strip().splitlines()]


def _read(text: str, today: dt.date = TODAY) -> DateExpression:
    when = parse_date_expression(text, today)
    assert when is not None, text
    return when


@pytest.mark.parametrize(("expected", "text"), _lines(date_sentences.UNDERSTOOD))
def test_each_sentence_is_read_as_listed(expected: str, text: str) -> None:
    assert render_when(parse_date_expression(text, TODAY)) == expected


@pytest.mark.parametrize("text", date_sentences.NOTHING.strip().splitlines())
def test_what_says_nothing_about_when(text: str) -> None:
    assert parse_date_expression(text, TODAY) is None


@pytest.mark.parametrize(("error", "text"), _lines(date_sentences.IMPOSSIBLE))
def test_what_no_calendar_and_no_clock_has(error: str, text: str) -> None:
    with pytest.raises({"NoSuchDay": NoSuchDay, "NoSuchTime": NoSuchTime}[error]):
        parse_date_expression(text, TODAY)


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ((2026, 11, 24), "mardi", "1/12"),  # a Tuesday: today would be called so
        ((2026, 11, 24), "ce mardi", "24/11"),
        ((2026, 11, 24), "mardi prochain", "1/12"),
        ((2026, 11, 27), "fin de semaine", "27/11"),
        ((2026, 11, 28), "fin de semaine", "3/12 4/12"),
        ((2026, 11, 23), "début de semaine", "23/11 24/11"),
        ((2026, 11, 29), "ce week-end", "29/11"),
        ((2026, 11, 28), "le week-end prochain", "5/12 6/12"),
        ((2026, 11, 29), "cette semaine", "29/11"),
        ((2026, 11, 29), "la semaine prochaine", "30/11..6/12"),
        ((2026, 12, 30), "demain", "31/12"),
        ((2026, 12, 31), "demain", "1/1/2027"),
        ((2026, 12, 31), "le 31", "31/12"),
        ((2026, 12, 31), "le 2 janvier", "2/1/2027"),
        ((2026, 12, 31), "le mois prochain", "1/1/2027..31/1/2027"),
        ((2027, 1, 31), "le 30", "30/3/2027"),  # February has none
        ((2027, 1, 5), "le 20 décembre", "20/12/2027"),
        ((2026, 11, 3), "le 3 novembre", "3/11"),
        ((2026, 11, 4), "le 3 novembre", "3/11"),
        ((2026, 12, 31), "le 1er novembre", "1/11"),  # sixty days ago
        ((2026, 12, 31), "le 31 octobre", "31/10/2027"),
        ((2026, 12, 31), "le 1er novembre 2026", "1/11"),
        ((2027, 11, 25), "le 29 février", "29/2/2028"),
        ((2027, 3, 26), "dimanche 28", "28/3/2027"),
    ],
)
def test_a_date_is_read_from_the_day_it_is_written(
    today: tuple[int, int, int], text: str, expected: str
) -> None:
    assert render_when(parse_date_expression(text, dt.date(*today))) == expected


def test_one_day_and_one_hour_are_a_moment() -> None:
    assert _read("mardi 14h").moment == dt.datetime(2026, 12, 1, 14)
    for wider in ("mardi", "14h", "mardi ou jeudi 14h", "mardi 14h ou 15h", "mardi après 14h"):
        assert _read(wider).moment is None


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("mardi", ["1 00:00", "1 23:45"], ["2 10:00", "8 10:00"]),
        ("mercredi après l'école", ["2 12:30", "2 17:00"], ["2 12:15", "3 16:00"]),
        ("après l'école", ["2 16:00", "3 16:00"], ["3 15:45"]),
        ("vers 14h", ["1 13:30", "2 14:30"], ["1 13:15", "1 14:45"]),
        ("le matin", ["1 11:45"], ["1 12:00"]),
        ("pas lundi", ["8 10:00"], ["7 10:00", "14 10:00"]),
        ("mardi ou mercredi sauf le 2", ["1 10:00"], ["2 10:00"]),
        ("dès que possible", ["1 10:00"], []),
        ("n'importe quand sauf mercredi", ["1 10:00"], ["2 10:00", "9 10:00"]),
        ("14h ou 16h", ["1 14:15", "1 16:00"], ["1 15:00"]),
    ],
)
def test_the_starts_that_are_meant(text: str, held: list[str], not_held: list[str]) -> None:
    def start(words: str) -> dt.datetime:
        day, wall = words.split()
        return local(dt.date(2026, 12, int(day)), wall)

    when = _read(text)
    assert [each for each in held if not when.holds(start(each))] == []
    assert [each for each in not_held if when.holds(start(each))] == []


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert parse_date_expression("bla " * MAX_TEXT_CHARS + "mardi", TODAY) is None


@quick
@given(st.text(), days)
def test_any_text_gives_nothing_but_named_errors(text: str, today: dt.date) -> None:
    _check(text, today)


@quick
@example("midi - midi", dt.date(2024, 1, 1))
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), days)
def test_any_words_about_time_give_nothing_but_named_errors(text: str, today: dt.date) -> None:
    _check(text, today)


def _check(text: str, today: dt.date) -> None:
    try:
        when = parse_date_expression(text, today)
    except (NoSuchDay, NoSuchTime):
        return
    if when is None:
        return
    assert when != DateExpression()
    assert when.days is None or list(when.days) == sorted(set(when.days)) != []
    assert [(start, end) for start, end in when.parts or () if start >= end] == []
    assert [day for day in when.days or () if day in when.not_days] == []


@quick
@given(days, days)
def test_a_date_written_in_full_is_that_date(day: dt.date, today: dt.date) -> None:
    text = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
    when = parse_date_expression(text, today)
    if today.year - 1 <= day.year <= today.year + 10:
        assert when == DateExpression(days=(day,))
    else:
        assert when is None or when.days != (day,)


@quick
@given(st.sampled_from(WEEKDAYS), days)
def test_a_day_of_the_week_is_within_a_week(weekday: str, today: dt.date) -> None:
    (day,) = _read(weekday, today).days or ()
    assert 1 <= (day - today).days <= 7
    assert WEEKDAYS[day.weekday()] == weekday
