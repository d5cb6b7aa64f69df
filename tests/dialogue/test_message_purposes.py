"""What a message wants of the appointment at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.reading.message_purposes import (
    APPOINTMENTS,
    CANCEL,
    CHANGE,
    KEEP,
    OTHER,
    PURPOSES,
    load_head,
)
from bot.dialogue.reading.purpose_training import (
    APPOINTMENT_TASK,
    TASKS,
    BadPurpose,
    read_examples,
)
from knowledge.sentence_embedding import default_embedder


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("tout bien pesé je ne viendrai pas", CANCEL),
        ("plutôt dans la matinée si possible", CHANGE),
        ("nous maintenons, ne changez rien", KEEP),
        ("il y a un ascenseur chez vous ?", OTHER),
    ],
)
def test_a_purpose_is_read_without_the_word_appointment(text: str, purpose: str) -> None:
    assert load_head(APPOINTMENTS).score(text, default_embedder().query(text)).likeliest == purpose


def test_every_purpose_has_examples_and_no_line_is_unknown(tmp_path: Path) -> None:
    for task in TASKS:
        assert {name for name, _ in read_examples(task)} == set(PURPOSES[task.name])
    wrong = tmp_path / "purposes.txt"
    wrong.write_text("postpone | un autre jour", encoding="utf-8")
    with pytest.raises(BadPurpose):
        read_examples(replace(APPOINTMENT_TASK, examples=wrong))
