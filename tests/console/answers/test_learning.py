"""An approved answer is known at once, in every process, and forgotten as soon as it is withdrawn;
nobody reads a library that is half built."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.console.answers import answer_proposals, answer_repository, library_refresher
from bot.console.answers.answer_repository import APPROVED, PROPOSED, REFUSED, AnswerDraft
from bot.console.answers.library_refresher import (
    ANSWERS_FILE,
    LibraryNotRefreshed,
    LibraryRefresher,
)
from bot.messaging.wakeups import WakeupListener
from bot.settings import PROJECT_ROOT
from bot.storage import database_engine as engines
from bot.storage.staff_tables import answers as table
from knowledge.importers import dataset_files
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary, Library
from knowledge.provenance import Source
from knowledge.vector_cache import VectorCache
from tests.support.console_answers import ANSWER_FORM, propose
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import NOW, unit

DAY = NOW.date()
ASKED = "où passer le permis de cariste ?"
SECONDS = 20


def written(engine: Engine, question: str = ANSWER_FORM["question"], state: str = APPROVED) -> int:
    """An answer that was proposed, then decided; its number."""
    draft = AnswerDraft(
        question, (), ANSWER_FORM["answer"], ANSWER_FORM["source"], ANSWER_FORM["url"], DAY
    )
    with unit(engine) as opened:
        number = answer_repository.propose_answer(opened, draft, 1, NOW)
        if state != PROPOSED:
            answer_proposals.decide_answer(opened, number, state, 1)
    return number


def withdrawn(engine: Engine, number: int) -> None:
    with unit(engine) as opened:
        answer_proposals.decide_answer(opened, number, REFUSED, 1, APPROVED)


class Watched(LibraryRefresher):
    """Says when it has looked."""

    after: Any = staticmethod(lambda: None)

    def refresh(self) -> bool:
        try:
            return super().refresh()
        finally:
            self.after()


@pytest.fixture(scope="module")
def few(library: Library) -> Library:
    """Few entries, whose index is made at once: how many there are changes little here."""
    base = library.base
    entries = [
        each
        for kind in (base.occupations, base.questions, base.services)
        for each in [*kind.values()][:20]
    ]
    cited = {source for each in entries for source in each.sources}
    return library.of(
        KnowledgeBase(
            sources=[base.sources[each] for each in cited],
            entries=entries,
            files={each.id: base.files[each.id] for each in entries},
            site=base.site,
            contexts=base.contexts,
        )
    )


@pytest.fixture
def process(few: Library, clock: Any, tmp_path: Path) -> Callable[[Engine], Watched]:
    """A process of its own: its library and its files."""
    numbers = iter(range(10))

    def make(engine: Engine) -> Watched:
        folder = tmp_path / f"imported-{next(numbers)}"
        return Watched(engine, folder, clock, CurrentLibrary.of(few, DAY))

    return make


def found(process: LibraryRefresher, text: str = ASKED) -> str | None:
    assert process.current is not None
    return process.current.library.asked(text)


def test_what_is_approved_is_known_and_what_is_withdrawn_is_not(
    engine: Engine, process: Any
) -> None:
    here = process(engine)
    written(engine, state=PROPOSED)
    assert not here.refresh()
    assert found(here) is None
    number = written(engine, ASKED)
    assert here.refresh()
    assert found(here) == f"reponse-{number}"
    base = here.current.library.base
    hits = here.current.library.search("le permis pour être cariste, c'est où ?", ("faq",), 3)
    assert f"reponse-{number}" in [hit.id for hit in hits]
    assert base.sources[f"reponse-{number}"].url == ANSWER_FORM["url"]
    withdrawn(engine, number)
    assert here.refresh()
    assert found(here) is None
    assert f"reponse-{number}" not in here.current.library.base.sources


def test_an_answer_that_takes_the_place_of_another(engine: Engine, process: Any) -> None:
    here = process(engine)
    first = written(engine)
    here.refresh()
    withdrawn(engine, first)
    second = written(engine)
    assert here.refresh()
    assert found(here) == f"reponse-{second}"
    assert f"reponse-{first}" not in here.current.library.base.questions


def test_a_look_that_finds_nothing_new_builds_nothing(engine: Engine, process: Any) -> None:
    here = process(engine)
    written(engine)
    assert here.refresh()
    built = here.current.library
    assert not here.refresh()
    assert here.current.library is built


def test_the_rest_of_the_base_stays_as_it_is(
    sqlite_engine: Engine, process: Any, library: Library
) -> None:
    here = process(sqlite_engine)
    here.current.take(library.base, DAY)
    number = written(sqlite_engine)
    here.refresh()
    after = here.current.library
    assert set(after.base.entries) == set(library.base.entries) | {f"reponse-{number}"}
    assert set(after.base.sources) == set(library.base.sources) | {f"reponse-{number}"}
    for text in ("infirmière", "comment devenir boulanger", "c'est quoi le CEFA ?"):
        before = [hit.id for hit in library.search(text)]
        assert [hit.id for hit in after.search(text)] == before
    withdrawn(sqlite_engine, number)
    here.refresh()
    assert here.current.library.base.digest == library.base.digest


def test_it_is_the_library_of_the_next_start(
    sqlite_engine: Engine,
    process: Any,
    library: Library,
    tmp_path: Path,
    shared_data: Path,
    clock: Any,
) -> None:
    here = process(sqlite_engine)
    here.current.take(library.base, DAY)
    written(sqlite_engine)
    here.refresh()
    imported = tmp_path / "imported-0"
    assert dataset_files.get_dataset_path(imported, "answers").name == ANSWERS_FILE
    data, vectors = PROJECT_ROOT / "knowledge" / "data", shared_data / "vectors.sqlite"
    again = Library.open(data, vectors, library.embedder, None, imported)
    assert again.base.digest == here.current.library.base.digest
    assert not LibraryRefresher(
        sqlite_engine, imported, clock, CurrentLibrary.of(again, DAY)
    ).refresh()


def test_what_is_written_by_hand_wins(sqlite_engine: Engine, process: Any) -> None:
    here = process(sqlite_engine)
    number = written(sqlite_engine)
    here.refresh()
    source = Source(id="main", title="t", publisher="p", date=DAY, url="https://www.leforem.be/a")
    library = here.current.library
    entry = library.base.questions[f"reponse-{number}"].copy(
        update={"sources": ("main",), "question": "Qui a écrit ceci à la main ?"}
    )
    base = library.base.with_dataset(ANSWERS_FILE, (), ())
    here.current.take(base.with_dataset("questions/ecrite.yml", [source], [entry]), DAY)
    assert not here.refresh()
    assert here.current.library.base.questions[entry.id].question == entry.question


# What fails


class Broken:
    """An embedder whose passages fail."""

    name = "broken"

    def query(self, text: str) -> Any:
        raise AssertionError

    def passages(self, texts: Any) -> Any:
        raise MemoryError


def test_a_build_that_fails_leaves_the_library_in_use(
    engine: Engine, process: Any, few: Library
) -> None:
    here = process(engine)
    here.current.library = before = replace(few, embedder=Broken())
    written(engine)
    with pytest.raises(LibraryNotRefreshed):
        here.refresh()
    assert here.current.library is before
    here.current.library = few
    assert here.refresh()


def test_a_row_of_which_no_entry_can_be_made_holds_up_no_other(
    engine: Engine, process: Any, caplog: Any
) -> None:
    here = process(engine)
    with unit(engine) as opened:
        draft = AnswerDraft("Une autre question ?", (), "x", "s", "https://www./secret", DAY)
        broken = answer_repository.propose_answer(opened, draft, 1, NOW)
        opened.execute(table.update().values(state=APPROVED))
    number = written(engine)
    with caplog.at_level(logging.ERROR):
        assert here.refresh()
    assert found(here) == f"reponse-{number}"
    assert f"answer {broken} is left out" in caplog.text
    assert not here.refresh()


def test_a_broken_one_is_told_to_who_approves_it(site: ConsoleApplication) -> None:
    browser, chef = site.signed_in(), site.signed_in("Chef", "admin")
    propose(browser)
    with unit(site.engine) as opened:
        opened.execute(table.update().values(url="https://www./secret"))
    told = chef.post("/questions/1/accepter")
    assert told.status_code == 422
    assert "ne peut rien faire de cette réponse" in extract_main_text(told)
    with unit(site.engine) as opened:
        assert [each.id for each in answer_repository.list_answers(opened, PROPOSED)] == [1]
    assert chef.post("/questions/1/refuser").status_code == 303


def test_what_cannot_be_learned_stays_proposed_and_is_told(
    site: ConsoleApplication, few: Library
) -> None:
    """Else the next start would try to build with it."""
    broken = replace(few, embedder=Broken())
    site.desk.learning.current = CurrentLibrary(broken, few.base, DAY)
    propose(site.signed_in())
    chef = site.signed_in("Chef", "admin")
    told = chef.post("/questions/1/accepter")
    assert told.status_code == 422
    assert "n’a pas pu apprendre cette réponse : elle reste proposée" in extract_main_text(told)
    assert site.desk.learning.current.library is broken
    assert not site.desk.settings.imported.exists()
    with unit(site.engine) as opened:
        assert answer_repository.list_answers(opened, APPROVED) == []
    site.desk.learning.current.library = few
    assert chef.post("/questions/1/accepter").status_code == 303
    assert found(site.desk.learning) == "reponse-1"


def test_a_withdrawal_that_could_not_be_learned_is_told(
    site: ConsoleApplication, few: Library
) -> None:
    site.desk.learning.current = CurrentLibrary.of(few, DAY)
    propose(site.signed_in())
    chef = site.signed_in("Chef", "admin")
    chef.post("/questions/1/accepter")
    knows = site.desk.learning.current.library
    site.desk.learning.current.library = replace(knows, vectors=VectorCache(), embedder=Broken())
    told = extract_main_text(chef.follow(chef.post("/questions/1/retirer")))
    assert "le robot la dit encore" in told
    site.desk.learning.current.library = knows
    assert site.desk.learning.refresh()
    assert found(site.desk.learning) is None


def test_in_one_process_the_page_that_approves_teaches(
    site: ConsoleApplication, few: Library
) -> None:
    site.desk.learning.current = CurrentLibrary.of(few, DAY)
    propose(site.signed_in())
    chef = site.signed_in("Chef", "admin")
    chef.post("/questions/1/accepter")
    assert found(site.desk.learning) == "reponse-1"
    chef.post("/questions/1/retirer")
    assert found(site.desk.learning) is None


def test_nobody_sees_half_a_library(sqlite_engine: Engine, process: Any) -> None:
    """A reader goes on while another is built, each time with an index that is of its base."""
    here, torn, done = process(sqlite_engine), [], threading.Event()

    def read() -> None:
        while not done.is_set():
            library = here.current.library
            named = library.asked(ASKED)
            whole = library.index.base is library.base
            if not whole or (named is not None) != any(
                i.startswith("reponse-") for i in library.base.questions
            ):
                torn.append(named)

    reader = threading.Thread(target=read)
    reader.start()
    number = written(sqlite_engine)
    here.refresh()
    withdrawn(sqlite_engine, number)
    here.refresh()
    done.set()
    reader.join()
    assert torn == []


def test_no_transaction_is_open_while_it_embeds(
    sqlite_engine: Engine, process: Any, few: Library
) -> None:
    here, seen = process(sqlite_engine), []

    class Cache:
        def passages(self, *given: Any) -> Any:
            seen.append(sqlite_engine.pool.checkedout())
            return few.vectors.passages(*given)

        def queries(self, *given: Any) -> Any:
            seen.append(sqlite_engine.pool.checkedout())
            return few.vectors.queries(*given)

    here.current.library = replace(few, vectors=Cache())
    written(sqlite_engine)
    here.refresh()
    assert set(seen) == {0}


# Two processes


@pytest.mark.postgres
async def test_another_process_learns_at_once(
    postgres_engine: Engine, postgres_url: str, process: Any
) -> None:
    """It listens; what it missed while it did not, its first look finds."""
    other_engine = engines.create_database_engine(postgres_url)
    here, there = process(postgres_engine), process(other_engine)

    def ignore(conversation: int) -> None:
        """News of conversations teach nothing."""

    missed = written(postgres_engine, "Où passer le brevet de secouriste ?")
    wakeups = WakeupListener(other_engine, ignore, ignore, there.wake, lambda: None)
    wakeups.start()
    running = asyncio.create_task(there.run())
    try:
        await _until(there, lambda: f"reponse-{missed}" in there.current.library.base.questions)
        number = await asyncio.to_thread(written, postgres_engine)
        await asyncio.to_thread(here.refresh)
        assert found(here) == f"reponse-{number}"
        await _until(there, lambda: found(there) == f"reponse-{number}")
        await asyncio.to_thread(withdrawn, postgres_engine, number)
        await _until(there, lambda: found(there) is None)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        wakeups.stop()
        other_engine.dispose()


@pytest.mark.postgres
async def test_a_notice_that_was_lost_is_made_up_for(
    postgres_engine: Engine, postgres_url: str, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens: the next look, half a minute later, finds it."""
    monkeypatch.setattr(library_refresher, "REFRESH_SECONDS", 0.01)
    there = process(postgres_engine)
    running = asyncio.create_task(there.run())
    number = await asyncio.to_thread(written, postgres_engine)
    await _until(there, lambda: found(there) == f"reponse-{number}")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_look_that_fails_does_not_end_the_looking(
    sqlite_engine: Engine, process: Any, monkeypatch: Any, few: Library, caplog: Any
) -> None:
    monkeypatch.setattr(library_refresher, "REFRESH_SECONDS", 0.01)
    here = process(sqlite_engine)
    here.current.library = replace(few, embedder=Broken())
    number = written(sqlite_engine)
    running = asyncio.create_task(here.run())
    with caplog.at_level(logging.ERROR):
        await _until(here, lambda: "put off: LibraryNotRefreshed" in caplog.text)
    here.current.library = few
    await _until(here, lambda: found(here) == f"reponse-{number}")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _until(process: Watched, holds: Callable[[], bool]) -> None:
    """Looks after each look of the process."""
    looked = asyncio.Event()
    loop = asyncio.get_running_loop()
    process.after = lambda: loop.call_soon_threadsafe(looked.set)
    while not holds():
        await asyncio.wait_for(looked.wait(), SECONDS)
        looked.clear()
