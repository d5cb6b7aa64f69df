"""Questions about an appointment, as people type them while they ask for one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.terminal_conversation import TerminalConversation
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.storage.unit_of_work import reading
from tests.support.counsellor_factories import add_counsellors

HERE = Path(__file__).parent
OF_OTHERS = "practical_questions_others.yml"


def read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))


def sentences(half: str) -> list[tuple[str, str]]:
    by_id = read(f"practical_questions_{half}.yml")
    return [(entry, text) for entry, texts in by_id.items() for text in texts]


@pytest.fixture
def asked(parts: Any) -> Any:
    """`asked(text)`: what is answered, and whether the appointment is still being asked for."""
    add_counsellors(parts.engine, ["Conseil A"])

    def standing(talk: TerminalConversation) -> bool:
        with reading(parts.engine) as unit:
            kept = notebook_repository.find_notebook(unit, talk._person)
        question = Notebook.from_json(kept.data).question if kept else None
        return question is not None and question.kind == "booking"

    def ask(text: str) -> tuple[list[str], bool]:
        talk = TerminalConversation(parts)  # of its own: what was answered is asked less
        talk.hear("jveux un rdv")
        assert standing(talk)
        answer = talk.hear(text)
        return [reply["text"] for reply in answer["replies"]], standing(talk)

    return ask


def right(asked: Any, library: Any, half: str, misses: list[str]) -> float:
    told = sentences(half)
    for entry, text in told:
        answers, standing = asked(text)
        if library.base.questions[entry].short not in answers[0] or not standing:
            misses.append(f"{entry}: {text} → {answers[0]} {standing}")
    return 1 - len(misses) / len(told)


@pytest.mark.parametrize(("half", "least"), [("dev", 0.95), ("test", 0.8)])
def test_they_are_answered_and_the_request_stands(
    asked: Any, library: Any, half: str, least: float, record_property: Any
) -> None:
    misses: list[str] = []
    share = right(asked, library, half, misses)
    record_property("share", share)
    assert share >= least, "\n".join(misses)


@pytest.mark.parametrize("half", ["dev", "test"])
def test_what_is_about_something_else_is_not_answered_so(
    asked: Any, library: Any, half: str
) -> None:
    questions = library.base.questions.values()
    ours = [each.short for each in questions if each.id.startswith("rdv-")]
    heard = {text: " ".join(asked(text)[0]) for text in read(OF_OTHERS)[half]}
    assert not {text for text, said in heard.items() if any(each in said for each in ours)}


def test_nothing_was_tuned_on_what_is_measured(library: Any) -> None:
    kept = {text for _, text in sentences("test")}
    assert not kept & {text for _, text in sentences("dev")}
    for entry in library.base.questions.values():
        assert not kept & {entry.question, *entry.variants}
