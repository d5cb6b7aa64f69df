"""The documents stay true: what they name exists, and what exists is in them."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from starlette.routing import Mount, Route

from bot.channels.web import event_streams, network_quotas
from bot.channels.web.openapi_document import load_openapi
from bot.cli import _parser, http_connections
from bot.handoff import queue_quota
from bot.messaging import admission, worker
from bot.messaging import message_intake as intake_limits
from bot.privacy import message_validation
from bot.settings import PROJECT_ROOT, Settings
from bot.site import startup_page
from bot.site.error_pages import REASON_BY_STATUS

README = (PROJECT_ROOT / "README.md").read_text("utf-8")
COMMAND_LINE = (PROJECT_ROOT / "docs" / "command-line.md").read_text("utf-8")
WEB_API = (PROJECT_ROOT / "docs" / "web-api.md").read_text("utf-8")
DEVELOPMENT = (PROJECT_ROOT / "docs" / "development.md").read_text("utf-8")
OPERATING = (PROJECT_ROOT / "docs" / "operating.md").read_text("utf-8")
SAFEGUARDING = (PROJECT_ROOT / "docs" / "safeguarding.md").read_text("utf-8")
DOCUMENTS = [
    *sorted(PROJECT_ROOT.glob("*.md")),
    PROJECT_ROOT / ".github" / "pull_request_template.md",
    *sorted((PROJECT_ROOT / "docs").rglob("*.md")),
]
NAMES = [str(path.relative_to(PROJECT_ROOT)) for path in DOCUMENTS]
NO_PATHS = ("var/", "models/", ".venv/", ".env", "application/")  # made at run time; a type

FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def code(text: str) -> str:
    """All that is set as code: blocks, and spans outside of them."""
    spans = re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    return "\n".join([*FENCE.findall(text), *spans])


def responses(topic: str) -> set[str]:
    """The names of the sentences of one file of the domain."""
    text = (PROJECT_ROOT / "bot" / "domain" / f"{topic}.yml").read_text("utf-8")
    return set(yaml.safe_load(text)["responses"])


# .env.example


def example() -> dict[str, str]:
    """Name and value of each commented-out setting."""
    text = (PROJECT_ROOT / ".env.example").read_text("utf-8")
    return dict(re.findall(r"^# (BOUSSOLE_[A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_lists_every_setting_once_and_no_other() -> None:
    text = (PROJECT_ROOT / ".env.example").read_text("utf-8")
    listed = re.findall(r"(BOUSSOLE_[A-Z_]+)=", text)
    assert listed == [f"BOUSSOLE_{name.upper()}" for name in Settings.__fields__]
    assert [
        line for line in text.splitlines() if line and not line.startswith("# ") and line != "#"
    ] == []


def test_uncommenting_the_whole_example_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "env"
    file.write_text("".join(f"{name}={value}\n" for name, value in example().items()), "utf-8")
    monkeypatch.chdir(PROJECT_ROOT)
    read, default = Settings(_env_file=file), Settings(_env_file=None)
    for name in Settings.__fields__:
        given, expected = getattr(read, name), getattr(default, name)
        given = given.absolute() if isinstance(given, Path) else given
        assert (given or None) == (expected or None), name
    assert read.database_url.rpartition("/")[2] == default.database_url.rpartition("/")[2]


def test_a_wrong_value_in_the_example_would_be_noticed(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("BOUSSOLE_PORT=many\n", "utf-8")
    with pytest.raises(ValidationError):
        Settings(_env_file=file)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_setting_that_is_mentioned_exists(path: Path) -> None:
    known = {f"BOUSSOLE_{name.upper()}" for name in Settings.__fields__}
    assert set(re.findall(r"\bBOUSSOLE_[A-Z_]+", path.read_text("utf-8"))) <= known


# The command line


def commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each full command ("knowledge check") with its parser."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield before, parser
    for group in groups:
        for name, below in group.choices.items():
            yield from commands(below, f"{before} {name}".strip())


COMMANDS = dict(commands(_parser()))
SECTION = re.compile(r"^## `boussole ([a-z ]+)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS: dict[str, str] = dict(SECTION.findall(COMMAND_LINE))
JSON_TOO = {"chat", "nlu", "search", "safeguard"}  # told once, at the top of the page


def test_each_command_has_its_section_and_each_section_its_command() -> None:
    assert list(SECTIONS) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_in_the_section_of_its_command(name: str) -> None:
    has = {o for action in COMMANDS[name]._actions for o in action.option_strings} - {"-h"}
    has -= {"--help"} | ({"--json"} if name in JSON_TOO else set())
    told = set(re.findall(r"`(--[a-z-]+)", SECTIONS[name]))
    assert has <= told, "not documented"
    assert told <= has | {"--json"}, "documented, does not exist"


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, PROJECT_ROOT / "endpoints.yml"], ids=[*NAMES, "endpoints.yml"]
)
def test_every_command_that_is_mentioned_exists(path: Path) -> None:
    first = {name.split()[0] for name in COMMANDS}
    nested = {name.split()[0] for name in COMMANDS if " " in name}
    not_yet = re.compile(r"no `boussole [a-z]+` command yet")
    text = not_yet.sub("", path.read_text("utf-8"))
    mentioned = re.findall(r"\bboussole ([a-z]+)(?: ([a-z]+)\b)?", code(text))
    for word, after in mentioned:
        assert word in first, f"boussole {word}"
        if word in nested:
            whole = f"{word} {after} "
            assert any(f"{name} ".startswith(whole) for name in COMMANDS), f"boussole {whole}"


def test_the_kinds_and_topics_are_those_of_the_code() -> None:
    from bot.care.abusive_messages import ADVANCES
    from bot.care.patterns import load_patterns
    from knowledge.entry_kinds import SEARCHED_KINDS

    kinds = SECTIONS["search"].partition("--kind")[2].partition("Another")[0]
    assert re.findall(r"`([a-z]+)`", kinds) == list(SEARCHED_KINDS)
    topics = SECTIONS["safeguard"].partition("one of")[2].partition("for a worry")[0]
    assert set(re.findall(r"`([a-z_]+)`", topics)) == {t.name for t in load_patterns().topics} | {
        "friend",
        ADVANCES,
    }


def test_the_problems_of_the_check_are_those_of_the_code() -> None:
    source = (PROJECT_ROOT / "knowledge" / "base_checks.py").read_text("utf-8")
    raised = re.findall(r'yield "(error|warning)", "([a-z-]+)"', source)
    section = SECTIONS["knowledge check"]
    for severity, word in (("error", "Errors"), ("warning", "Warnings")):
        line = re.search(rf"^{word}: .*$", section, re.MULTILINE)
        assert line, word
        told = set(re.findall(r"`([a-z-]+)`", line[0]))
        assert told == {name for kind, name in raised if kind == severity}


# make


def targets() -> set[str]:
    makefile = (PROJECT_ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_make_target_that_is_mentioned_exists(path: Path) -> None:
    assert set(re.findall(r"\bmake ([a-z]+)", code(path.read_text("utf-8")))) <= targets()


def test_every_make_target_is_in_the_table_of_development() -> None:
    told = re.findall(r"^\| `make ([a-z]+)` \|", DEVELOPMENT, re.MULTILINE)
    assert sorted(told) == sorted(targets())


# Paths and links


def paths(text: str) -> set[str]:
    """What looks like a path of this repository among the code spans of a text."""
    spans = re.findall(r"`([^`\s]+)`", FENCE.sub("", text))
    named = re.compile(r"(?:\.?[\w.<>*-]+/)+[\w.<>*-]*|[\w.-]+\.(?:yml|toml|txt|md|py)|\.[a-z.]+")
    return {s for s in spans if named.fullmatch(s) and not s.startswith(NO_PATHS)} | {
        s for s in spans if s == ".env.example"
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_path_in_backticks_exists(path: Path) -> None:
    for name in paths(path.read_text("utf-8")):
        pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
        assert any(PROJECT_ROOT.glob(pattern)), name


def test_paths_are_recognised() -> None:
    text = (
        "`bot/domain/` `a/<topic>.yml` `config.yml` `var/x` `.env` `.env.example` `/ask{}` `rasa`"
    )
    assert paths(text) == {"bot/domain/", "a/<topic>.yml", "config.yml", ".env.example"}


def test_the_tree_of_development_is_the_repository() -> None:
    tree = next(block for block in FENCE.findall(DEVELOPMENT) if block.startswith("bot/ "))
    told = {line.split()[0] for line in tree.splitlines()}
    assert [name for name in told if not (PROJECT_ROOT / name).exists()] == []
    assert {"bot/", "actions/", "knowledge/", "evaluation/", "nlu_data/", "tests/"} <= told


GENERATED = {"care.md", "fairness.md", "guidance.md", "knowledge.md"}  # printed by commands
MAX_LINE_CHARACTERS = 150


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_lines_of_prose_fit_a_screen(path: Path) -> None:
    """Tables and code may be longer: they cannot be broken."""
    if path.name in GENERATED:
        pytest.skip("printed by a command")
    prose = FENCE.sub("", path.read_text("utf-8")).splitlines()
    long = [s for s in prose if len(s) > MAX_LINE_CHARACTERS and not s.startswith(("|", "!["))]
    assert long == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_internal_link_resolves(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text("utf-8")))
    for link in links:
        if not re.match(r"[a-z]+:", link):
            file, _, anchor = link.partition("#")
            target = path.parent / file if file else path
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_no_page_is_an_orphan() -> None:
    linked = {
        (path.parent / link.partition("#")[0]).resolve()
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^):\s]+)\)", path.read_text("utf-8"))
    }
    entries = {PROJECT_ROOT / "README.md", PROJECT_ROOT / ".github/pull_request_template.md"}
    assert {path.resolve() for path in DOCUMENTS} - entries <= linked


# The web API


def application_routes() -> set[tuple[str, str]]:
    """Method and path of all that the application serves but static files."""
    from bot.app import FilePages, Service
    from bot.channels.web.chat_api import WebChannel
    from bot.privacy.network_hashes import NetworkHashes
    from bot.site.appointment_pages import AppointmentPages
    from bot.site.notebook_pages import NotebookPages

    nothing: Any = None
    parts: Any = SimpleNamespace(
        settings=Settings(_env_file=None),
        current_settings=Settings(_env_file=None),
        key=b"",
        clock=nothing,
        engine=nothing,
        library=nothing,
        dialogue=SimpleNamespace(sentence=lambda name: name, sentences=nothing),
        vault=SimpleNamespace(seal=lambda text: text),
        networks=NetworkHashes(),
    )
    web = WebChannel(parts, nothing, nothing, nothing)
    pages = FilePages(
        NotebookPages({}, nothing, nothing, nothing), AppointmentPages({}, parts, nothing)
    )
    learning: Any = SimpleNamespace(current=None)
    wired = (nothing, nothing, nothing, nothing, web, learning, pages, [], nothing)
    service = Service(parts, *wired)
    found = set()
    for route in service.application().routes:
        if isinstance(route, Mount):
            assert f"`{route.path}`" in WEB_API
        else:
            assert isinstance(route, Route)
            method = next(m for m in sorted(route.methods or ()) if m != "HEAD")
            found.add((method, route.path))
    return found


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    told = set(re.findall(r"^\| `([A-Z]+) (/[\w/{}.-]*)` \|", WEB_API, re.MULTILINE))
    assert told == application_routes()


def documented_errors() -> dict[str, int]:
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", WEB_API, re.MULTILINE)
    return {reason: int(status) for status, reason in rows}


def test_every_error_has_its_sentence_and_every_sentence_its_error() -> None:
    told = {f"utter_{reason}" for reason in documented_errors()}
    stored = {name for name in responses("safeguarding") if name.startswith("utter_storage_")}
    assert told == responses("refusals") | stored


def test_people_read_of_the_same_errors_as_programs() -> None:
    """`tests/channels` holds what is answered to the description."""
    described = {
        (error, int(status))
        for path in load_openapi()["paths"].values()
        for operation in path.values()
        for status, response in operation["responses"].items()
        for error in _errors(response)
    }
    pages = {(error, status) for status, error in REASON_BY_STATUS.items()}
    pages.add((startup_page.STARTING_REASON, startup_page.STARTING_STATUS))
    assert set(documented_errors().items()) == described | pages


def _errors(response: dict[str, Any]) -> list[str]:
    name = response.get("$ref", "").rpartition("/")[2]
    found: list[str] = load_openapi()["components"]["responses"].get(name, {}).get("x-errors", [])
    return found


def test_every_error_has_the_status_that_the_code_gives_it() -> None:
    channels = PROJECT_ROOT / "bot" / "channels"
    files = [channels / "request_body.py", *sorted((channels / "web").glob("*.py"))]
    source = "\n".join(path.read_text("utf-8") for path in files)
    raised = {
        f"refused_{reason}": int(status)
        for status, reason in re.findall(r'\bRequestRefused\((\d{3}), "(\w+)"\)', source)
    }
    answered = r'(?:errors\.answer\(|_refuse\(submitted, )(\d{3}), "(\w+)"[,)]'
    raised |= {reason: int(status) for status, reason in re.findall(answered, source)}
    # What the message itself is refused for: 422 but for its length (`WebChannel.send`).
    kinds = message_validation.MessageRefused.__subclasses__()
    raised |= {f"refused_{kind.reason}": 422 for kind in kinds}
    raised["refused_too_long"] = 413
    raised["storage_failed_distress"] = 503  # the same in distress (`ErrorResponses.answer`)
    raised[startup_page.STARTING_REASON] = startup_page.STARTING_STATUS
    assert documented_errors() == raised | {
        error: status for status, error in REASON_BY_STATUS.items()
    }


def test_the_limits_that_are_told_are_those_in_force() -> None:
    told = OPERATING.partition("## Limits")[2].partition("## Retention")[0]
    for number in (
        intake_limits.MAX_WAITING_MESSAGES,
        intake_limits.MAX_WAITING_MESSAGES * intake_limits.DISTRESS_LIMIT_FACTOR,
        intake_limits.MAX_TOTAL_WAITING_MESSAGES,
        admission.MAX_BURST_MESSAGES,
        admission.MAX_ADMITTED_MESSAGES,
        network_quotas.MAX_BURST_CONVERSATIONS,
        *(share.value[0] for share in network_quotas.Quota),
        event_streams.MAX_NETWORK_STREAMS,
        queue_quota.MAX_QUEUED_PER_NETWORK,
        event_streams.MAX_CONVERSATION_STREAMS,
        event_streams.MAX_TOTAL_STREAMS,
        http_connections.MAX_CONNECTIONS,
    ):
        assert re.search(rf"(?<![\d,]){number:,}(?![\d,])", told), number
    assert (
        admission.MAX_MESSAGES_PER_SECOND,
        network_quotas.MAX_CONVERSATIONS_PER_SECOND,
        worker.MAX_CONSECUTIVE_ANSWERS,
    ) == (2, 5, 2)
    assert (
        http_connections.MAX_HEAD_SECONDS,
        http_connections.CHECK_INTERVAL_SECONDS,
        http_connections.MAX_STALLED_CHECKS,
    ) == (10, 5, 6)


# Operating


def rows_of(section: str) -> list[str]:
    """The names in the first column of a section's table."""
    text = OPERATING.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE)


def test_every_metric_is_documented_and_every_documented_metric_exists() -> None:
    from bot import metrics
    from bot.jobs.gauges import GAUGE_DESCRIPTIONS

    counted = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in metrics.REGISTRY.collect()
        if family.name.startswith("boussole_")
    }
    told = {name.strip("`") for name in rows_of("Metrics")}
    assert told - {"process_resident_memory_bytes"} == counted | {
        f"boussole_{g}" for g in GAUGE_DESCRIPTIONS
    }


def test_every_value_of_a_metric_is_documented() -> None:
    from bot import metrics

    told = OPERATING.partition("## Metrics\n")[2].partition("\n## ")[0]
    for value in (*metrics.OUTCOMES, *metrics.DELIVERIES):
        assert re.search(rf"\b{value}\b", told), value


def test_the_fields_of_the_log_are_those_of_the_code() -> None:
    from bot import logging_setup

    told = [name for row in rows_of("Logs") for name in re.findall(r"\w+", row)]
    assert tuple(told) == logging_setup.LOG_FIELDS
    assert logging_setup.WITHHELD_EVENT in OPERATING


async def test_the_fields_of_readiness_are_those_of_the_code() -> None:
    from bot.site.health import Health
    from bot.stores import utc_now

    async def run(rank: Any, work: Any) -> Any:
        raise asyncio.TimeoutError

    settings, dialogue = Settings(_env_file=None), SimpleNamespace(intents=[])
    parts: Any = SimpleNamespace(settings=settings, dialogue=dialogue, clock=utc_now)
    threads: Any = SimpleNamespace(run=run)
    worker: Any = SimpleNamespace(last_done=0.0, last_looked=0.0)
    facts = await Health(parts, threads, worker, dict, dict, bool).facts()
    example = json.loads(FENCE.findall(OPERATING.partition("## Readiness\n")[2])[0])
    assert list(example) == list(facts) == [name.strip("`") for name in rows_of("Readiness")]


# Threats


def test_every_test_that_a_page_names_exists() -> None:
    """A claim on the page of threats stands on a test."""
    sources = "\n".join(
        path.read_text("utf-8") for path in (PROJECT_ROOT / "tests").rglob("test_*.py")
    )
    known = set(re.findall(r"def (test_\w+)\(", sources))
    named = {
        name for path in DOCUMENTS for name in re.findall(r"`(test_\w+)`", path.read_text("utf-8"))
    }
    assert len(named) > 30
    assert named <= known


def test_the_versions_that_threats_speak_of_are_those_of_the_lock() -> None:
    threats = (PROJECT_ROOT / "docs" / "threats.md").read_text("utf-8")
    locked = (PROJECT_ROOT / "requirements.txt").read_text("utf-8")
    told = re.findall(r"^\| ([a-z-]+) (\d[\d.]*) \|", threats, re.MULTILINE)
    assert len(told) >= 9
    for name, version in told:
        assert re.search(
            rf"^{re.escape(name)}=={re.escape(version)}(\.\d+)* ", locked, re.MULTILINE
        ), name


# The rest


def test_sources_with_a_licence_are_attributed() -> None:
    sources = yaml.safe_load((PROJECT_ROOT / "knowledge/data/sources.yml").read_text("utf-8"))
    told = " ".join(README.partition("## Sources of the data")[2].split())
    licensed = [source for source in sources if source.get("licence")]
    assert licensed
    for source in licensed:
        fields = (source["title"], source["publisher"], str(source["published"]), source["licence"])
        assert ", ".join(fields) in told, source["id"]


def test_what_safeguarding_says_is_missed_is_missed() -> None:
    from bot.care.detector import NOTHING, Signal, detect
    from bot.care.second_reading import detect_with_classifier
    from knowledge.sentence_embedding import default_embedder

    def heard(said: str) -> Signal:
        return detect_with_classifier(said, default_embedder().query, detect(said))

    misses = SAFEGUARDING.partition("### What it misses")[2].partition("It also fires")[0]
    quoted = re.findall(r"« ([^»]+) »", misses)
    assert len(quoted) >= 7
    for said in quoted:
        assert heard(said) == NOTHING, f"heard now: « {said} », take it out of the page"
    alarming = SAFEGUARDING.partition("It also fires")[2].partition("\n\n")[0]
    alarms = re.findall(r"« ([^»]+) »", alarming)
    assert alarms
    assert [said for said in alarms if not heard(said)] == []


def test_the_age_of_helplines_is_the_one_of_their_file() -> None:
    file = yaml.safe_load((PROJECT_ROOT / "bot/care/helplines.yml").read_text("utf-8"))
    for text in (README, OPERATING, SAFEGUARDING):
        assert f"{file['max_age_days']} days" in text


def test_the_tracker_page_knows_when_a_session_rolls_over() -> None:
    from bot.dialogue.tracker_store import MAX_SESSION_TURNS

    page = (PROJECT_ROOT / "docs/decisions/0004-bounded-tracker.md").read_text("utf-8")
    assert f"`MAX_SESSION_TURNS = {MAX_SESSION_TURNS}`" in page


def test_rasa_finds_the_sentences_that_endpoints_name() -> None:
    from rasa.core.nlg import NaturalLanguageGenerator
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.core.domain import Domain

    from bot.dialogue.sentences import Sentences

    endpoints = AvailableEndpoints.read_endpoints(str(PROJECT_ROOT / "endpoints.yml"))
    said = NaturalLanguageGenerator.create(endpoints.nlg, Domain.empty())
    assert isinstance(said, Sentences)
    assert endpoints.action.url == "http://localhost:5055/webhook"
