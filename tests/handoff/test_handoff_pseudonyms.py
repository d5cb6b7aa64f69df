"""« Renard 42 »: the same all day, another one tomorrow, friendly to everybody."""

from __future__ import annotations

import datetime as dt

from bot.handoff.daily_pseudonyms import ANIMALS, make_daily_pseudonym
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.handoff_tables import handoffs

DAY = dt.date(2026, 11, 25)
PEOPLE = [derive_pseudonym("web", str(n), b"key") for n in range(2000)]
# Said of people, or with a second meaning: not for somebody who asks for help.
UNWELCOME = {"Âne", "Baleine", "Blaireau", "Chat", "Chien", "Coucou", "Dinde", "Porc", "Requin"}


def test_forty_animals_and_no_insult() -> None:
    assert len(ANIMALS) == len(set(ANIMALS)) == 40
    assert not UNWELCOME & set(ANIMALS)


def test_the_same_all_day_and_another_one_tomorrow() -> None:
    assert make_daily_pseudonym(PEOPLE[0], DAY) == make_daily_pseudonym(PEOPLE[0], DAY)
    tomorrow = DAY + dt.timedelta(days=1)
    same = sum(
        make_daily_pseudonym(each, DAY) == make_daily_pseudonym(each, tomorrow) for each in PEOPLE
    )
    assert same <= 5  # one in 3,600 by chance


def test_every_animal_and_every_number_is_drawn() -> None:
    names = [make_daily_pseudonym(each, DAY).split() for each in PEOPLE]
    assert {animal for animal, _ in names} == set(ANIMALS)
    assert {int(number) for _, number in names} == set(range(10, 100))


def test_it_fits_its_column() -> None:
    assert max(map(len, ANIMALS)) + 3 <= handoffs.c.pseudonym.type.length
