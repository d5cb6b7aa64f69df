"""The service as tests see it: a real model, the real knowledge, a database of their own."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import Engine

import bot  # sets the environment before Rasa is imported  # noqa: F401
from bot import settings as settings_module
from bot.dialogue import import_stubs
from bot.settings import PROJECT_ROOT, Settings
from bot.storage import database_engine as engines
from bot.storage.schema_migration import load_metadata, migrate_schema
from tests.support.appointment_factories import add_initial_kinds
from tests.support.database_copies import open_copy
from tests.support.embedding_cache import cache_vectors
from tests.support.manual_clock import Clock
from tests.support.slow_test_files import SLOW_TEST_FILES
from tests.support.tls_contexts import share_tls_contexts

import_stubs.install_stubs()  # as in every process of the command line

# A machine with other work to do is slow, which is no fault of what is tested.
hypothesis_settings.register_profile(
    "without time", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("without time")
share_tls_contexts()
gc.set_threshold(10_000)  # a test makes far more objects than it leaves

KEY = b"a key of thirty-two bytes or more"


def pytest_configure(config: pytest.Config) -> None:
    """With several processes (`-n 2`), what all of them need is made once, before they begin."""
    cache_vectors(PROJECT_ROOT / "var" / "tests" / "said.sqlite")
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        _trained()
        _read()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all else as it was found."""
    ranks = {PROJECT_ROOT / "tests" / name: rank for rank, name in enumerate(SLOW_TEST_FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


def _trained() -> Path:
    from bot.dialogue import model_training

    return model_training.ensure_model(PROJECT_ROOT / "models")


def _read() -> Any:
    from bot.dialogue.reading.reading_weights import load_leads
    from knowledge.library import Library
    from knowledge.sentence_embedding import default_embedder

    path = PROJECT_ROOT / "var" / "tests"
    path.mkdir(parents=True, exist_ok=True)
    return Library.open(
        PROJECT_ROOT / "knowledge" / "data",
        path / "vectors.sqlite",
        default_embedder(),
        points=load_leads(),
    )


@pytest.fixture(scope="module", autouse=True)
def _kept_for_good() -> Iterator[None]:
    """What the tests of a file leave behind (models, the base, parsed sources) stays until the end,
    and is no work for the collector in every later test: it took a quarter of their time."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Vectors and the like, computed once for all tests."""
    path = PROJECT_ROOT / "var" / "tests"
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; trained now if its inputs changed."""
    return _trained()


@pytest.fixture(scope="session")
def library(shared_data: Path):
    return _read()


@pytest.fixture(scope="session")
def dialogue(model: Path):
    from bot.dialogue.agent import Dialogue

    return Dialogue(model)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own; required where REQUIRE names it, else its lack is a skip.

    Not in pytest's own folders: another run of the tests clears the old ones away.
    """
    try:
        import pgserver
    except ImportError as error:
        if "postgres" in os.environ.get("REQUIRE", ""):
            raise
        pytest.skip(f"PostgreSQL is missing: {error}")
    with tempfile.TemporaryDirectory(prefix="boussole-postgres-") as folder:
        server = pgserver.get_server(Path(folder))
        # Nothing of it outlives the tests, so nothing waits for a disk.
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {name} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest shape: to copy it takes a hundredth of the time to make it."""
    path = tmp_path_factory.mktemp("empty") / "boussole.sqlite"
    engine = engines.create_database_engine(f"sqlite:///{path}")
    migrate_schema(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(tmp_path: Path, empty_sqlite: Path) -> Iterator[Engine]:
    with open_copy(empty_sqlite, tmp_path) as engine:
        yield engine


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """Emptied before each test; made anew where the test before changed its shape."""
    engine = engines.create_database_engine(postgres_url)
    names = {table.name for table in load_metadata().sorted_tables}
    with engine.begin() as connection:
        if set(sa.inspect(connection).get_table_names()) == names | {"alembic_version"}:
            every = ", ".join(sorted(names))
            connection.exec_driver_sql(f"TRUNCATE {every} RESTART IDENTITY CASCADE")
            made = True
        else:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            made = False
    if made:
        add_initial_kinds(engine)
    else:
        migrate_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both databases, one after the other."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    named = Settings(_env_file=None, data=tmp_path, models=PROJECT_ROOT / "models", turn_seconds=20)
    return named.with_site_defaults({"name": "Cité des Métiers de Liège"})


@pytest.fixture(scope="session")
def whole_catalogue(library):
    """All professions as arrays: a tenth of a second to make, and nobody writes into it."""
    from bot.matching.catalogue import Catalogue

    base = library.base
    return Catalogue(base.occupations.values(), base.contexts, library.skills.skills)


@pytest.fixture
def make_parts(
    dialogue, library, whole_catalogue, settings: Settings, clock: Clock
) -> Callable[[Engine], object]:
    from bot.messaging.turn_dependencies import TurnDependencies
    from bot.privacy.vault import Vault
    from knowledge.library import CurrentLibrary

    def make(engine: Engine, **changes: object) -> TurnDependencies:
        parts = TurnDependencies(
            engine=engine,
            dialogue=dialogue,
            current=CurrentLibrary.of(library, clock().date()),
            catalogue=whole_catalogue,
            settings=settings,
            key=KEY,
            vault=Vault.of(settings),
            clock=clock,
        )
        return replace(parts, **changes)

    return make


@pytest.fixture
def parts(make_parts, sqlite_engine: Engine):
    return make_parts(sqlite_engine)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine that runs the tests do not leak in."""
    for name in list(os.environ):
        if name.startswith("BOUSSOLE_"):
            monkeypatch.delenv(name)
    assert settings_module.PROJECT_ROOT == PROJECT_ROOT
