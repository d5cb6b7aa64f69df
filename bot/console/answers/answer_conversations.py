"""Conversation files of approved answers: what must come back to each wording.

One file a wording, in the format of `tests/conversations`, written when an answer is approved.
`boussole knowledge answers check` plays them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from bot.console.answers.answer_rehearsal import AnswerRehearser
from bot.console.answers.answer_repository import Answer

FOLDER_NAME = "answers"
_NAME = re.compile(r"reponse-(\d+)-\d+\.yml")


def write_conversations(data: Path, answer: Answer, wordings: Sequence[str], words: str) -> None:
    """Write the files of an answer, in place of older ones; `words` must come. Raises OSError."""
    delete_conversations(data, answer.id)
    folder = data / FOLDER_NAME
    folder.mkdir(mode=0o700, exist_ok=True)
    for number, wording in enumerate(wordings, start=1):
        turns = [{"say": wording, "expect": [words]}]
        path = folder / f"{answer.entry}-{number}.yml"
        path.write_text(yaml.safe_dump(turns, allow_unicode=True, width=100), "utf-8")


def delete_conversations(data: Path, answer_id: int) -> None:
    """Delete the files of an answer."""
    for path in (data / FOLDER_NAME).glob(f"reponse-{answer_id}-*.yml"):
        path.unlink()


def find_missed_wordings(data: Path, rehearser: AnswerRehearser) -> dict[int, list[str]]:
    """Play every file and return, by the id of each answer, the wordings that do not get it."""
    cases = list(_read_cases(data))
    missed = set(rehearser.find_missed((say, words) for _, say, words in cases))
    found: dict[int, list[str]] = {answer_id: [] for answer_id, _, _ in cases}
    for answer_id, say, words in cases:
        if (say, words) in missed:
            found[answer_id].append(say)
    return found


def _read_cases(data: Path) -> Iterator[tuple[int, str, str]]:
    for path in sorted((data / FOLDER_NAME).glob("*.yml")):
        if (named := _NAME.fullmatch(path.name)) is None:
            continue
        for turn in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader):
            yield int(named[1]), turn["say"], turn["expect"][0]
