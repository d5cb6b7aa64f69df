"""A notebook taken up elsewhere by its code: one place, one code, and wrong codes counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.notebook import notebook_repository, notebook_transfer
from bot.notebook.guidance_errors import NotebookGone, UnknownCode
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.privacy import code_attempts
from bot.privacy.code_attempts import TooManyWrongCodes
from bot.privacy.erasure import erase_content, months_before, purge_expired
from bot.privacy.word_codes import find_code, hash_code
from bot.storage.conversation_tables import notebooks, wrong_codes
from bot.storage.unit_of_work import UnitOfWork, writing

KEY = b"k" * 32
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WRONG = "f" * 64
MONTHS = 12
# Where the conversation stands, in a notebook in which nothing was said.
ON_THE_WAY: list[Any] = [
    {"step": "rever"},
    {"shown": ["macon"]},
    {"subject": "macon"},
    {"question": Question("resume_code", (WRONG,))},
    {"formal": True},
]


@pytest.fixture
def unit(engine: Engine) -> Any:
    with writing(engine) as one:
        yield one


def keep(unit: UnitOfWork, person: str, words: str = "les vélos", when: Any = NOW) -> str:
    """A notebook of a person; the hash of its code."""
    notebook = Notebook()
    notebook.add_dream(words, [], when)
    notebook_repository.save_notebook(unit, person, KEY, notebook.to_json(), when)
    return opened_by(unit, person)


def opened_by(unit: UnitOfWork, person: str) -> str:
    code = notebook_repository.find_code(unit, person, KEY)
    assert code
    return hash_code(code, KEY)


def words(unit: UnitOfWork, person: str) -> list[str]:
    kept = notebook_repository.find_notebook(unit, person)
    return [note["words"] for note in kept.data["dreams"]] if kept else []


def fail(unit: UnitOfWork, person: str, when: dt.datetime = NOW) -> None:
    with pytest.raises(UnknownCode):
        notebook_transfer.find_by_typed_code(unit, person, WRONG, when, MONTHS)


def test_the_notebook_goes_where_the_code_is_typed(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    held = notebook_transfer.find_by_typed_code(unit, "desk", code, NOW, MONTHS)
    assert (held.person, held.last_used) == ("phone", NOW)
    assert words(unit, "phone") == ["les vélos"]  # nothing moves before the yes
    notebook_transfer.take_over_notebook(unit, "desk", code, NOW + HOUR, MONTHS)
    assert (words(unit, "phone"), words(unit, "desk")) == ([], ["les vélos"])
    assert opened_by(unit, "desk") == code
    assert notebook_transfer.find_by_code(
        unit, code, NOW, MONTHS
    ) == notebook_repository.NotebookHolder("desk", NOW + HOUR)


def test_what_was_there_is_replaced_and_other_people_keep_theirs(unit: UnitOfWork) -> None:
    code, before = keep(unit, "phone"), keep(unit, "desk", "la cuisine")
    keep(unit, "other", "le dessin")
    notebook_transfer.take_over_notebook(unit, "desk", code, NOW, MONTHS)
    assert words(unit, "desk") == ["les vélos"]
    assert words(unit, "other") == ["le dessin"]
    assert notebook_transfer.find_by_code(unit, before, NOW, MONTHS) is None
    assert unit.execute(sa.select(sa.func.count()).select_from(notebooks)).scalar() == 2


def test_the_code_brings_it_back(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    notebook_transfer.take_over_notebook(unit, "desk", code, NOW, MONTHS)
    notebook_transfer.take_over_notebook(unit, "phone", code, NOW, MONTHS)
    assert (words(unit, "phone"), words(unit, "desk")) == (["les vélos"], [])


def test_a_changed_code_voids_the_one_before(unit: UnitOfWork) -> None:
    before = keep(unit, "phone")
    notebook_repository.change_code(unit, "phone", KEY)
    after = opened_by(unit, "phone")
    assert after != before
    with pytest.raises(UnknownCode):
        notebook_transfer.take_over_notebook(unit, "desk", before, NOW, MONTHS)
    assert notebook_transfer.take_over_notebook(unit, "desk", after, NOW, MONTHS).person == "phone"


def test_an_erased_notebooks_code_does_not_open_the_next_one(unit: UnitOfWork) -> None:
    before = keep(unit, "phone")
    erase_content(unit, "phone", NOW)
    assert keep(unit, "phone") != before
    assert notebook_transfer.find_by_code(unit, before, NOW, MONTHS) is None


def test_a_code_stops_when_the_notebook_is_too_old_purged_or_not(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    late = NOW + (NOW - months_before(NOW, MONTHS))
    assert notebook_transfer.find_by_code(unit, code, late, MONTHS)
    with pytest.raises(UnknownCode):
        notebook_transfer.find_by_typed_code(unit, "desk", code, late + DAY, MONTHS)


def test_taking_up_counts_as_use(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    later = NOW + 300 * DAY
    notebook_transfer.take_over_notebook(unit, "desk", code, later, MONTHS)
    purge_expired(unit, NOW + 400 * DAY, 30, MONTHS, 7)
    assert words(unit, "desk") == ["les vélos"]


def test_a_late_turn_does_not_bring_a_moved_notebook_back(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    kept = notebook_repository.find_notebook(unit, "phone")
    assert kept
    notebook_transfer.take_over_notebook(unit, "desk", code, NOW, MONTHS)
    with pytest.raises(NotebookGone):
        notebook_repository.save_notebook(unit, "phone", KEY, kept.data, NOW, must_exist=True)
    assert words(unit, "phone") == []


def test_codes_that_were_given_before_seeds_still_open(unit: UnitOfWork) -> None:
    """The migration takes the pseudonym for a seed: what made them until then."""
    from bot.privacy.word_codes import derive_code

    keep(unit, "phone")
    old = hash_code(derive_code("phone", KEY), KEY)
    unit.execute(notebooks.update().values(code_seed="phone", code_hash=old))
    assert opened_by(unit, "phone") == old
    notebook_transfer.take_over_notebook(unit, "desk", old, NOW, MONTHS)
    assert opened_by(unit, "desk") == old


# Wrong codes


def test_after_five_wrong_codes_none_is_read_for_an_hour(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    for minute in range(code_attempts.MAX_WRONG_CODES_PER_HOUR):
        fail(unit, "desk", NOW + dt.timedelta(minutes=minute))
    with pytest.raises(TooManyWrongCodes):
        notebook_transfer.find_by_typed_code(unit, "desk", code, NOW + HOUR / 2, MONTHS)
    assert notebook_transfer.find_by_typed_code(unit, "other", code, NOW + HOUR / 2, MONTHS)
    assert notebook_transfer.find_by_typed_code(unit, "desk", code, NOW + HOUR, MONTHS)


def test_right_codes_count_for_nothing(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    for _ in range(2 * code_attempts.MAX_WRONG_CODES_PER_HOUR):
        notebook_transfer.find_by_typed_code(unit, "desk", code, NOW, MONTHS)
    assert unit.execute(sa.select(wrong_codes)).all() == []


def test_nobody_locks_everybody_out(unit: UnitOfWork) -> None:
    code = keep(unit, "phone")
    for n in range(50):
        fail(unit, f"person{n}")
    assert notebook_transfer.find_by_typed_code(unit, "desk", code, NOW, MONTHS)


def test_erasing_takes_the_name_off_a_wrong_code_and_the_hour_all_of_it(unit: UnitOfWork) -> None:
    fail(unit, "desk")
    erase_content(unit, "desk", NOW)
    assert [row.person for row in unit.execute(sa.select(wrong_codes))] == [None]
    purge_expired(unit, NOW + HOUR + DAY, 30, MONTHS, 7)
    assert unit.execute(sa.select(wrong_codes)).all() == []


# What would be lost


@pytest.mark.parametrize("fields", ON_THE_WAY)
def test_where_the_conversation_stands_is_no_loss(fields: dict[str, Any]) -> None:
    assert Notebook(**fields).is_empty


def test_whatever_was_said_is_a_loss() -> None:
    said = [Notebook() for _ in range(8)]
    said[0].add_dream("les vélos", [], NOW)
    said[1].refuse("un bureau", NOW)
    said[2].like("macon", NOW)
    said[3].answer("r1", 3, NOW)
    said[4].decide(None, NOW)
    said[5].weight("pay", 3, NOW)
    said[6].add_open_question("faut-il le CESS ?", NOW)
    said[7].limit(4, NOW)
    assert [each for each in said if each.is_empty] == []


def test_a_dictated_code_is_the_stored_one(unit: UnitOfWork) -> None:
    keep(unit, "phone")
    code = notebook_repository.find_code(unit, "phone", KEY)
    assert code
    typed = find_code(f"bonjour, c'est {code.upper().replace('-', ' ')} je crois")
    assert typed == code
