"""Plays every conversation file of this folder through the real turns.

A file is a list of turns: `say`, `choose` or `send` (what is no words: « [photo] »), then what must
hold of the answer: `expect`, `never` (words of replies, of cards, and in place of pictures),
`choices` and `no_choices` (labels offered, and not), `intent`, `step`, `owner`, `signal`. No turns:
`staff` (who receives from now on, for which further kinds, and whether on duty), `event` (what the
team enters in the console for a day to come), `answers` (those of the team that are approved),
`wait` (minutes).
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml

from bot.cli.terminal_conversation import TerminalConversation
from bot.messaging import non_text_input
from bot.messaging.message_intake import IncomingMessage
from knowledge.knowledge_base import KnowledgeBase
from tests.support.answer_texts import join_texts, list_labels
from tests.support.console_answers import approved, learn_answers, with_library
from tests.support.counsellor_factories import add_counsellors, add_event

FILES = sorted(Path(__file__).parent.glob("*.yml"))
# One talk of each kind: what `make check` plays.
ONE_OF_EACH = {
    *("first_minute", "commands", "door_no_idea", "dreaming", "reflecting_by_words_and_buttons"),
    *("exploring_keep_and_refuse", "deciding_grid_to_the_end", "profession_card_and_follow_ups"),
    *("questions_answered_with_source", "trainings_by_constraint", "two_requests_are_answered"),
    *("said_in_bad_french", "other_languages", "booking", "human_request_with_agreement"),
    *("distress_answered", "limits_insults", "resume_with_a_code", "erase_with_confirmation"),
}
PLAYED = [
    pytest.param(path, marks=[] if path.stem in ONE_OF_EACH else pytest.mark.long) for path in FILES
]


# In care a question may be followed by one about somebody to turn to.
CARE = ("distress", "care", "danger", "limits_minor")
QUOTED = re.compile(r"«[^»]*»|^•.*$", re.MULTILINE)


def count_questions(answer: dict[str, Any], base: KnowledgeBase) -> int:
    """How many questions a turn asks: what it quotes or lists and titles of the base are none."""
    asked = QUOTED.sub("", "\n".join(reply["text"] for reply in answer["replies"]))
    if asked.count("?") > 1:
        titles = [each.question for each in base.questions.values()]
        titles += [each.title for each in base.sources.values()]
        for title in sorted(titles, key=len, reverse=True):
            asked = asked.replace(title, "")
    return asked.count("?")


class Chat(TerminalConversation):
    """A terminal that can send more than words, and whose bot can learn answers."""

    def learn(self, answers: list[dict[str, Any]]) -> None:
        made = [approved(number, **each) for number, each in enumerate(answers, start=1)]
        self._parts = with_library(self._parts, learn_answers(self._parts.library, *made))

    def _incoming(self, line: Any, number: str) -> Optional[Any]:
        if isinstance(line, dict) and "send" in line:
            return IncomingMessage(
                "terminal", self._person, number, non_text_input.OTHER, line["send"]
            )
        return super()._incoming(line, number)


@pytest.mark.parametrize("path", PLAYED, ids=lambda path: path.stem)
def test_conversation(path: Path, parts: Any, clock: Any) -> None:
    talk = Chat(parts)
    for number, turn in enumerate(yaml.safe_load(path.read_text("utf-8")), start=1):
        if "staff" in turn:
            add_counsellors(parts.engine, **turn["staff"])
            continue
        if "event" in turn:
            add_event(parts.engine, clock.now, **turn["event"])
            continue
        if "answers" in turn:
            talk.learn(turn["answers"])
            continue
        if "wait" in turn:
            clock.now += dt.timedelta(minutes=turn["wait"])
            continue
        line = turn["say"] if "say" in turn else {k: turn[k] for k in turn if k in _NO_WORDS}
        answer = talk.hear(line)
        where = f"{path.name}, turn {number} ({line}): {answer}"
        said = join_texts(answer)
        if not path.stem.startswith(CARE):
            assert count_questions(answer, parts.library.base) <= 1, f"two questions: {where}"
        for words in turn.get("expect", ()):
            assert words.lower() in said.lower(), f"« {words} » missing: {where}"
        for words in turn.get("never", ()):
            assert words.lower() not in said.lower(), f"« {words} » said: {where}"
        for label in turn.get("choices", ()):
            assert label in list_labels(answer), f"[{label}] missing: {where}"
        for label in turn.get("no_choices", ()):
            assert label not in list_labels(answer), f"[{label}] offered: {where}"
        for name in ("intent", "step", "owner", "signal"):
            if name in turn:
                assert answer[name] == turn[name], f"{name}: {where}"


_NO_WORDS = ("choose", "send")
