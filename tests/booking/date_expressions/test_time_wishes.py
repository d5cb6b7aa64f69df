"""What is wished for an appointment, clause by clause and by the appointment that it changes."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import pytest

from bot.booking.date_expressions.time_wishes import (
    TimeWish,
    WishContext,
    names_moment,
    read_named_days,
    read_time_wish,
)
from tests.support.booking_factories import local
from tests.support.date_notation import render_when

TODAY = dt.date(2026, 11, 25)  # a Wednesday
BOOKED = dt.datetime(2026, 12, 3, 14)  # a Thursday


def _read(text: str, start: Optional[dt.datetime] = BOOKED) -> TimeWish:
    wish = read_time_wish(text, WishContext(TODAY, start))
    assert wish is not None, text
    return wish


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # The hour of the appointment, or its day, only says which one is meant.
        ("mon rdv de jeudi 14h, 15h ça irait ?", "3 15:00"),
        ("mon rdv du 3, mets-le au 8, même heure", "8 14:00"),
        ("mets le lendemain à 9h", "4 09:00"),
        ("la veille à 10h30", "2 10:30"),
        ("le lundi d'après à quatorze heures trente", "7 14:30"),
        ("le mardi d'avant à neuf heures", "1 09:00"),
        # What somebody does at a time is no wish.
        ("mon fils a judo jeudi. vendredi 16h ?", "4 16:00"),
        ("on a répétition jusque 10h, mettez 10h30", "3 10:30"),
        ("11h. ah non, 11h je peux pas, 9h", "3 09:00"),
        ("décale d'une heure", "3 15:00"),
        ("avancez-le d'une demi-heure", "3 13:30"),
        ("une semaine plus tard", "10 14:00"),
        # The last word on a day counts, and the day an appointment moves from is no range.
        ("non pas vendredi. enfin si, vendredi, à 11h", "4 11:00"),
        ("mon entretien, de jeudi à vendredi, 9 heures", "4 09:00"),
        ("idem mais le 8", "8 14:00"),
        ("la semaine qui suit, même jour, même heure", "10 14:00"),
        # The bot is addressed, or somebody's own plans end when they are over.
        ("mon mari bosse jusqu'à 16h, il peut venir que vendredi 16h", "4 16:00"),
        ("vendredi je peux pas être là à 9h, 9h30 ?", "4 09:30"),
        ("mon tram de 8h est en retard, on dit 9h15", "3 09:15"),
        ("annule celui de jeudi et remets-moi lundi 7 à 14h", "7 14:00"),
        ("ma sœur accouche jeudi, replacez-nous mardi 8 à 9h", "8 09:00"),
        ("lundi les petits ont piscine, je prends mardi 8 à 10h", "8 10:00"),
        ("mon fils sort de l'école à 15h40 le jeudi, 16h ?", "3 16:00"),
    ],
)
def test_an_exact_time_is_read_by_the_appointment(text: str, moment: str) -> None:
    day, wall = moment.split()
    assert _read(text).moment == dt.datetime.combine(
        dt.date(2026, 12, int(day)), dt.time.fromisoformat(wall)
    )


@pytest.mark.parametrize(
    ("text", "inferred"),
    [
        ("vendredi 4 décembre à 10h", False),
        ("demain à 10h", False),
        ("10h", True),  # of the same day
        ("décale d'une heure", True),
        ("vendredi à 10h", True),  # this week's, or that of the appointment
    ],
)
def test_only_what_is_said_is_sure(text: str, inferred: bool) -> None:
    assert _read(text).inferred is inferred


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("c'est possible plus tard ?", ["3 15:00", "4 09:00"], ["3 13:00", "2 16:00"]),
        ("trop tard pour moi", ["3 13:00"], ["3 15:00"]),
        ("le 3 c'est loin, plus tôt ?", ["2 10:00"], ["3 10:00", "4 10:00"]),
        ("un autre jour à 10h", ["4 10:00"], ["3 10:00"]),
        ("pas jeudi", ["4 10:00"], ["3 10:00", "10 10:00"]),
        ("la semaine d'après", ["7 10:00", "11 10:00"], ["4 10:00", "14 10:00"]),
        ("je dois être rentré pour 12h", ["3 11:00"], ["3 11:30"]),
        ("vers 10h", ["3 09:30", "3 10:30"], ["3 11:00"]),
        ("je suis en mer jusqu'au 9 décembre", ["10 10:00"], ["9 10:00"]),
        ("j'ai cours tous les jours jusque 15h15", ["3 15:15"], ["3 15:00"]),
        ("vendredi 4 jpourrai pas, vous avez de la place ?", ["7 10:00"], ["4 10:00"]),
        ("trop tôt le matin, en fin d'après-midi ?", ["3 16:30"], ["3 10:00"]),
        ("plus tôt dans l'après-midi", ["3 13:00"], ["3 11:00", "2 13:00"]),
        ("l'aprem je travaille", ["3 09:00"], ["3 15:00"]),
        ("jeudi c'est exclu, le reste de la semaine oui", ["2 10:00", "4 10:00"], ["3 10:00"]),
        ("jeudi matin ça coince, plutôt l'aprem", ["3 15:00"], ["3 10:00", "4 15:00"]),
        ("le jeudi n'est jamais possible pour moi", ["4 10:00"], ["3 10:00", "10 10:00"]),
        ("16h ou plus tard", ["3 16:15"], ["3 15:30"]),
        ("mon stage finit le 8", ["9 10:00"], ["8 10:00", "4 10:00"]),
        ("tu as quoi vendredi", ["4 09:00"], ["3 09:00", "7 09:00"]),
        ("ce qu'on avait fixé jeudi, plutôt en fin d'aprem", ["3 16:30"], ["3 10:00", "4 16:30"]),
        ("absente du 1er au 5 décembre, et après ?", ["7 09:00"], ["4 09:00", "1 10:00"]),
        ("en fait plus tard dans la journée", ["3 16:00"], ["3 13:00", "4 16:00"]),
        ("je préfère éviter le jeudi", ["4 09:00"], ["3 10:00"]),
        ("il y aurait rien avant ? c'est dans longtemps", ["2 10:00"], ["3 15:00", "7 10:00"]),
        ("le 3 je passe un examen, et après ?", ["4 10:00", "7 10:00"], ["2 10:00"]),
        ("c'est pas faisable mercredi 2 ?", ["2 10:00"], ["3 15:00"]),
        ("vendredi après le dîner ça me va", ["4 13:00"], ["4 11:00", "4 12:00"]),
        ("à partir du 7, mais avant le 10", ["8 10:00"], ["4 10:00", "10 10:00"]),
    ],
)
def test_the_starts_that_fit(text: str, held: list[str], not_held: list[str]) -> None:
    _check(_read(text), held, not_held)


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("plus tard dans la journée", ["8 11:00"], ["8 09:00", "9 11:00"]),
        ("vous avez plus tôt ?", ["8 09:00"], ["8 10:30"]),
        ("un autre jour", ["9 10:00"], ["8 10:00"]),
        ("ce jour-là oui, mais l'après-midi", ["8 14:00"], ["8 10:00", "9 14:00"]),
    ],
)
def test_a_wish_may_be_beside_the_times_shown(
    text: str, held: list[str], not_held: list[str]
) -> None:
    shown = tuple(dt.datetime(2026, 12, 8, hour) for hour in (9, 10))
    if "plus tôt" in text:
        shown = tuple(each + dt.timedelta(minutes=30) for each in shown)
    wish = read_time_wish(text, WishContext(TODAY, shown=shown))
    assert wish is not None
    _check(wish, held, not_held)


def test_without_an_appointment_nothing_is_taken_over() -> None:
    assert render_when(_read("15h", None).when) == "@15:00"
    assert read_time_wish("merci beaucoup", WishContext(TODAY)) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("le lundi de Pâques", ["2027-03-29"]),
        ("l'avant-veille de la Toussaint", ["2027-10-30"]),
        ("le mardi entre Noël et Nouvel An", ["2026-12-29"]),
        ("le deuxième mardi de mars", ["2027-03-09"]),
        ("le pont de l'Ascension", ["2027-05-07"]),
        ("la fête de la Communauté française", ["2027-09-27"]),
        ("le 31 février", []),
        ("le mardi qui suit la Toussaint", ["2027-11-02"]),
        ("l'Armistice tombe un jeudi, et le vendredi suivant ?", ["2027-11-12"]),
        ("le Black Friday", ["2026-11-27"]),
        ("les congés de fin d'année", ["2026-12-21"]),
    ],
)
def test_days_are_read_by_their_name(text: str, days: list[str]) -> None:
    assert [each.isoformat() for each in read_named_days(text, TODAY)][:1] == days


@pytest.mark.parametrize(
    "text",
    [
        "de préférence le jeudi, je bosse pas le jeudi matin",
        "j'ai pas cours le jeudi matin",
        "ma fille n'a plus école le jeudi matin",
    ],
)
def test_who_does_not_work_or_study_then_is_free(text: str) -> None:
    wish = _read(text, None)
    free = local(dt.date(2026, 12, 3), "09:00")
    assert wish.holds(free, free + dt.timedelta(hours=1)), text
    assert not wish.when.not_weekdays, text


def test_who_an_appointment_is_for_is_no_statement_about_its_time() -> None:
    found = _read("le mardi 8 décembre, 10h30 pour un groupe de 17 rhétos", None)
    assert found.moment == dt.datetime(2026, 12, 8, 10, 30)
    assert _read("mardi 10h judo pour mon fils", None).moment is None


def test_a_day_ruled_out_names_a_moment_too() -> None:
    assert names_moment("n'importe quel jour sauf le lundi", TODAY)
    assert not names_moment("tout de suite", TODAY)


def _check(wish: TimeWish, held: list[str], not_held: list[str]) -> None:
    """Check which starts of December a wish holds: « 8 11:00 »."""

    def holds(words: str) -> bool:
        day, wall = words.split()
        start = local(dt.date(2026, 12, int(day)), wall)
        return wish.holds(start, start + dt.timedelta(minutes=45))

    assert [each for each in held if not holds(each)] == []
    assert [each for each in not_held if holds(each)] == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("c'était 14h ou 14h30 ?", True),
        ("mon rendez-vous c'est mercredi ou jeudi ?", True),
        ("14h c'est trop tôt, 15h ou 16h ?", False),
        ("15h au lieu de 14h ?", False),
    ],
)
def test_which_of_two_times_it_has_is_asked(text: str, asked: bool) -> None:
    assert _read(text).when.beside_own is asked


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("je déménage mercredi", True),
        ("mes neveux dorment chez nous jeudi", True),
        ("lundi jrévise", True),
        ("je vous rappelle lundi", True),
        ("on se voit lundi", False),
        ("ma mère peut jeudi", False),
        ("nous venons mardi avec la classe", False),
        ("replacez-nous vendredi", False),
        ("j'opte pour jeudi", False),
        ("mardi m'irait", False),
    ],
)
def test_a_clause_states_or_wishes(text: str, states: bool) -> None:
    wish = read_time_wish(text, WishContext(TODAY))
    assert (wish is None or not wish.when.days) is states
