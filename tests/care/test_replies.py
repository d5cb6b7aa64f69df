"""What a message says that follows the help: heard for what it is, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.care.detector import detect
from bot.care.helplines import load_helplines
from bot.care.reply_kinds import (
    ANSWERED_KINDS,
    DESPAIR,
    GRAVE,
    HEAVY,
    MEANS,
    NO,
    RELIEVED,
    RESUMES,
    SELF,
    YES,
    interpret_yes_no,
    read_reply,
)

DATA = yaml.safe_load(Path(__file__).with_name("replies.yml").read_text(encoding="utf-8"))
SAID = [(kind, text) for batch in DATA.values() for kind in batch for text in batch[kind]]
KINDS = {kind for kind, _ in SAID} - {"none"}


@pytest.mark.parametrize(("kind", "text"), SAID)
def test_s3_a_reply_has_its_kind_and_is_no_signal_by_itself(kind: str, text: str) -> None:
    assert read_reply(text).kind == (None if kind == "none" else kind)
    assert kind == "none" or not detect(text)


def test_s3_every_kind_is_answered_or_changes_what_it_is_about() -> None:
    assert {SELF, YES, NO, RESUMES, DESPAIR, MEANS, HEAVY, "numbers"} == KINDS - ANSWERED_KINDS
    assert {GRAVE, RELIEVED} == ANSWERED_KINDS - KINDS


def test_s3_only_the_fear_of_calling_is_heard_after_other_talk() -> None:
    heard = {kind for kind, text in SAID if read_reply(text).about_calling}
    assert heard == {"afraid", "refuses"}


@pytest.mark.parametrize("topic", load_helplines().topics)
def test_s3_a_bare_answer_is_weighed_where_the_question_has_a_yes_and_a_no(topic: str) -> None:
    of_yes, of_no = interpret_yes_no(YES, topic), interpret_yes_no(NO, topic)
    assert {of_yes, of_no} in ({GRAVE, RELIEVED}, {None})
    assert interpret_yes_no("thanks", topic) is None


def test_s3_the_questions_with_a_yes_and_a_no() -> None:
    grave = {
        topic: answer
        for topic in load_helplines().topics
        for answer in (YES, NO)
        if interpret_yes_no(answer, topic) == GRAVE
    }
    assert grave == {
        "suicide": YES,
        "forced_marriage": YES,
        "home_violence": NO,
        "partner_violence": NO,
        "sexual_violence": NO,
        "running_away": NO,
        "homeless": NO,
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *(("efface", True), ("efface tout", True), ("supprime moi de ta base", True)),
        ("tu peux effacer ce que j'ai écrit", True),
        ("c'est possible de supprimer ma conversation ?", True),
        ("efface mes données", True),
        *(("efface tout ça de ma tête", False), ("supprimer mon compte insta", False)),
        ("il faut effacer ce qu'il m'a fait", False),
        *(("je veux m'effacer", False), ("oublie moi", False), ("je veux tout oublier", False)),
        *(("comment effacer mes photos", False), ("comment les supprimer", False)),
    ],
)
def test_p6_only_what_is_kept_here_is_erased(text: str, meant: bool) -> None:
    assert read_reply(text).erases is meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *(("on peut voir les formations", True), ("faut le CESS ?", True), ("le cefa", True)),
        *(("avec ces cachets", False), ("je cours partout", False), ("la police", False)),
        *(("mon ex a le code de mon tel", False), ("il cite mon nom partout", False)),
    ],
)
def test_s3_orientation_is_named_or_not(text: str, named: bool) -> None:
    assert read_reply(text).names_orientation is named


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    assert read_reply(text).kind in KINDS | {None}
