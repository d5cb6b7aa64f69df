"""Plays wordings of approved answers, and other messages, through the real dialogue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.console.answers import answer_dataset
from bot.console.answers.answer_repository import APPROVED, Answer
from bot.console.answers.library_refresher import ANSWERS_FILE
from evaluation.simulator.dialogue_harness import OPENING_TIME, DialogueHarness
from knowledge.library import Library

# What is asked first where a wording is the second message of a talk.
FIRST_QUESTION = "c'est quoi le CEFA ?"
FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class AnswerFile:
    """The answers of a file, the wordings of each that must get it, and messages that must not."""

    answers: tuple[Answer, ...]
    wordings: tuple[tuple[str, ...], ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """One message played at a `place` of a talk.

    `expected` and `given` are ids of learned answers, "" for none; `offered`: those that came when
    a button of the reply was pressed.
    """

    message: str
    place: str
    expected: str
    given: str
    offered: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the expected answer, or none, came."""
        return self.given == self.expected

    @property
    def is_reached(self) -> bool:
        """Whether the expected answer came, or comes at one press."""
        return self.is_right or (bool(self.expected) and self.expected in self.offered)


def read_answer_file(path: Path) -> AnswerFile:
    """Read a JSON object with `answers` (question, variants, answer, source, url, wordings) and
    `others`."""
    data = json.loads(path.read_text("utf-8"))
    answers = tuple(_make_answer(at, each) for at, each in enumerate(data["answers"], start=1))
    wordings = tuple(tuple(each["wordings"]) for each in data["answers"])
    return AnswerFile(answers, wordings, tuple(data["others"]))


def with_answers(library: Library, answers: Sequence[Answer]) -> Library:
    """Return a library that has learned the answers."""
    base = library.base.with_dataset(
        ANSWERS_FILE,
        map(answer_dataset.build_source, answers),
        map(answer_dataset.build_entry, answers),
    )
    return library.of(base)


def play_trials(harness: DialogueHarness, told: AnswerFile) -> Iterator[Trial]:
    """Play every message of a file, as the first and as the second message of a talk."""
    stage = replace(harness, library=with_answers(harness.library, told.answers))
    expected = [
        (wording, answer.entry)
        for answer, wordings in zip(told.answers, told.wordings, strict=True)
        for wording in wordings
    ]
    messages = [*expected, *((other, "") for other in told.others)]
    for seed, (message, entry) in enumerate(messages):
        for place in (FIRST, SECOND):
            given, offered = _play_message(stage, seed, message, place, told.answers)
            yield Trial(message, place, entry, given, offered)


def _play_message(
    stage: DialogueHarness, seed: int, message: str, place: str, answers: Sequence[Answer]
) -> tuple[str, tuple[str, ...]]:
    """Return the id of the learned answer that a message gets, "" if none, and of those that the
    buttons of the reply lead to."""
    lines: list[Any] = [*([FIRST_QUESTION] if place == SECOND else ()), message]
    replies = _play_lines(stage, seed, lines)
    given = _find_answer(replies, answers)
    labels = [choice["label"] for reply in replies for choice in reply["choices"]]
    pressed = (
        _find_answer(_play_lines(stage, seed, [*lines, {"choose": each.question}]), answers)
        for each in answers
        if each.entry != given and each.question in labels
    )
    return given, tuple(filter(None, pressed))


def _play_lines(stage: DialogueHarness, seed: int, lines: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the replies to the last line of a new talk."""
    replies: list[dict[str, Any]] = []
    with stage.talk(seed) as talk:
        for line in lines:
            replies = talk.hear(line)["replies"]
    return replies


def _find_answer(replies: Sequence[dict[str, Any]], answers: Sequence[Answer]) -> str:
    said = " ".join(" ".join(reply["text"] for reply in replies).split())
    return next((each.entry for each in answers if _short_text(each) in said), "")


def _short_text(answer: Answer) -> str:
    return answer_dataset.build_entry(answer).short


def _make_answer(number: int, told: dict[str, Any]) -> Answer:
    return Answer(
        id=number,
        question=told["question"],
        variants=list(told.get("variants", ())),
        answer=told["answer"],
        source=told.get("source", "Cité des Métiers"),
        url=told.get("url", ""),
        read_on=OPENING_TIME.date(),
        state=APPROVED,
        written_by=1,
        decided_by=1,
        created=OPENING_TIME,
    )
