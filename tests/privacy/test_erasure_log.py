"""Tombstones beside the database: written with the erasure, read after it is lost."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.privacy import erasure_log, tombstone_repository
from bot.privacy.erasure import ERASURE_LOG_OPTION, erase_content, erase_person
from bot.privacy.restore_guard import reapply_erasures, reconcile
from bot.storage.conversation_tables import conversations, notebooks, tombstones
from bot.storage.unit_of_work import reading, writing
from tests.support.populated_tables import NOW, fill_tables

DAY = dt.timedelta(days=1)
LATER = NOW + dt.timedelta(days=20)
LONG_AGO = NOW - 400 * DAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "erased"


@pytest.fixture
def kept(engine: Engine, folder: Path) -> Engine:
    """A database with two people, whose erasures are written beside it, as the service's are."""
    fill_tables(engine)
    with engine.begin() as connection:
        connection.execute(tombstones.delete())
    engine.update_execution_options(**{ERASURE_LOG_OPTION: folder})
    return engine


def erase(engine: Engine, name: str, now: dt.datetime = LATER, how: Any = erase_person) -> None:
    with writing(engine) as unit:
        how(unit, name, now)
        unit.commit()


def table(engine: Engine) -> erasure_log.Tombstones:
    with reading(engine) as unit:
        return tombstone_repository.load_tombstones(unit)


@pytest.mark.parametrize("how", [erase_content, erase_person])
def test_p6_an_erasure_is_written_beside_the_database_at_once(
    kept: Engine, folder: Path, how: Any
) -> None:
    erase(kept, "person1", how=how)
    written = erasure_log.read_tombstones(folder)
    assert written == table(kept)
    assert written["person1"] == LATER
    assert len(written) == 2  # the notebook's too, which may have been elsewhere before


def test_p6_what_is_written_tells_nothing_but_pseudonyms_and_times(
    kept: Engine, folder: Path
) -> None:
    erase(kept, "person1")
    (file,) = folder.iterdir()
    lines = [line.split(" ", 1) for line in file.read_text().splitlines() if line]
    assert [time for time, _ in lines] == [LATER.isoformat()] * 2
    assert {name for _, name in lines} == table(kept).keys()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_p6_an_erasure_that_is_rolled_back_is_not_written(kept: Engine, folder: Path) -> None:
    with writing(kept) as unit:
        erase_person(unit, "person1", LATER)
    assert table(kept) == erasure_log.read_tombstones(folder) == {}


def test_p6_a_disk_that_takes_no_line_keeps_nobody_from_being_erased(
    kept: Engine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("no folder")
    erase(kept, "person1")
    assert "person1" in table(kept)
    assert "FileExistsError" in caplog.text
    assert "person1" not in caplog.text


def test_p6_what_could_not_be_written_is_written_by_the_next_purge(
    kept: Engine, folder: Path
) -> None:
    folder.write_text("no folder")
    erase(kept, "person1")
    folder.unlink()
    with writing(kept) as unit:
        reconcile(unit, folder, LONG_AGO)
        unit.commit()
    assert erasure_log.read_tombstones(folder) == table(kept) != {}


def test_a_line_that_a_crash_cut_off_spoils_no_other(folder: Path) -> None:
    erasure_log.append_tombstones(folder, {"one": NOW})
    file = folder / "2026-11.txt"
    file.write_bytes(file.read_bytes() + b"\n2026-11-25T10:00:0")
    erasure_log.append_tombstones(folder, {"other": NOW})
    assert erasure_log.read_tombstones(folder) == {"one": NOW, "other": NOW}


def test_of_each_the_latest_counts(folder: Path) -> None:
    for at in (NOW, NOW + DAY, NOW - DAY):
        erasure_log.append_tombstones(folder, {"one": at})
    assert erasure_log.read_tombstones(folder) == {"one": NOW + DAY}


def test_nothing_is_known_where_nothing_was_written(folder: Path) -> None:
    assert erasure_log.read_tombstones(folder) == {}


def test_p6_a_stone_only_gets_later_whatever_the_clock_does(kept: Engine) -> None:
    """Else a backup that holds the first one would seem to have obeyed the second."""
    erase(kept, "person1", LATER)
    erase(kept, "person1", LATER - dt.timedelta(hours=1))
    assert table(kept)["person1"] == LATER + dt.timedelta(microseconds=1)


def test_p7_old_months_go_with_the_purge_and_stones_of_them_are_not_read(
    kept: Engine, folder: Path
) -> None:
    erasure_log.append_tombstones(folder, {"old": LONG_AGO, "person2": NOW})
    with writing(kept) as unit:
        reconcile(unit, folder, LONG_AGO + 10 * DAY)  # in the same month
        unit.commit()
    assert "old" not in table(kept)
    assert "old" in erasure_log.read_tombstones(folder)
    with writing(kept) as unit:
        reconcile(unit, folder, LONG_AGO + 40 * DAY)
        unit.commit()
    assert "old" not in erasure_log.read_tombstones(folder)
    assert len(list(folder.iterdir())) == 1


def test_p6_a_backup_that_was_put_there_by_hand_is_found_out_by_the_next_purge(
    kept: Engine, folder: Path
) -> None:
    erasure_log.append_tombstones(folder, {"person1": LATER})
    with writing(kept) as unit:
        reconcile(unit, folder, LONG_AGO)
        unit.commit()
    with reading(kept) as unit:
        left = unit.execute(conversations.select()).all()
    assert [row.person for row in left] == ["person2"]
    assert "person1" in table(kept)


# What a backup holds, against what was erased since


def obeyed(engine: Engine, known: erasure_log.Tombstones) -> tuple[int, list[str], list[str]]:
    """How many were news, and whose conversations and notebooks are left."""
    with writing(engine) as unit:
        news = reapply_erasures(unit, known)
        unit.commit()
    with reading(engine) as unit:
        talks = [row.person for row in unit.execute(conversations.select())]
        books = [row.person for row in unit.execute(notebooks.select())]
    return news, talks, books


def test_p6_who_was_erased_after_the_backup_does_not_come_back(kept: Engine) -> None:
    assert obeyed(kept, {"person1": LATER}) == (1, ["person2"], ["person2"])
    assert table(kept)["person1"] == LATER


def test_p6_who_came_back_before_the_backup_stays(kept: Engine) -> None:
    """The backup holds the stone: it was obeyed, and what is there was said since."""
    with writing(kept) as unit:
        tombstone_repository.save_tombstone(unit, "person1", LATER)
        unit.commit()
    both = ["person1", "person2"]
    assert obeyed(kept, {"person1": LATER}) == (0, both, both)
    assert obeyed(kept, {"person1": LATER - DAY}) == (0, both, both)


def test_p6_who_came_back_and_was_erased_again_does_not_come_back(kept: Engine) -> None:
    with writing(kept) as unit:
        tombstone_repository.save_tombstone(unit, "person1", LATER)
        unit.commit()
    again = LATER + dt.timedelta(microseconds=1)
    assert obeyed(kept, {"person1": again}) == (1, ["person2"], ["person2"])


def test_p6_a_notebook_that_was_erased_elsewhere_does_not_come_back(kept: Engine) -> None:
    """In the backup it is under the pseudonym that had it before it was taken up elsewhere."""
    before = {row["id"]: row for row in _rows(kept)}
    with writing(kept) as unit:
        mine = notebooks.c.person == "person1"
        unit.execute(notebooks.update().where(mine).values(person="elsewhere"))
        erase_person(unit, "elsewhere", LATER)
        known = tombstone_repository.load_tombstones(unit)
        unit.commit()
    with kept.begin() as connection:  # as the backup has it
        connection.execute(tombstones.delete())
        connection.execute(notebooks.insert().values(**before[1]))
    news, talks, books = obeyed(kept, known)
    assert (news, books) == (2, ["person2"])
    assert "person1" in talks  # what they said there stays until its own time


def test_p6_obeying_twice_changes_nothing(kept: Engine) -> None:
    known = {"person1": LATER, "unknown": LATER}
    first = obeyed(kept, known)
    assert first[0] == 2
    assert obeyed(kept, known) == (0, *first[1:])


def _rows(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as unit:
        return [dict(row) for row in unit.execute(notebooks.select()).mappings()]
