"""Her and him, mother and father, tu and vous, one school path and another: whole talks agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings
from evaluation.simulator.dialogue_harness import DialogueHarness
from evaluation.simulator.simulated_person import PersonMove

PAIRS = yaml.safe_load(Path(__file__).with_name("twins.yml").read_text(encoding="utf-8"))
_EITHER = re.compile(r"<([^|>]*)\|([^|>]*)>")


@pytest.fixture
def stage(dialogue: Any, library: Any, settings: Settings, tmp_path: Path) -> DialogueHarness:
    return DialogueHarness(dialogue, library, settings, tmp_path)


def told(stage: DialogueHarness, says: list[str], twin: int) -> list[dict[str, Any]]:
    """What is understood, shown and noted after each line; of words that differ, how many."""
    record = []
    with stage.talk(seed=1) as chat:
        for line in says:
            turn = chat.answer(PersonMove(_EITHER.sub(rf"\{twin}", line)))
            notes = turn.notes
            record.append(
                {
                    "said": _EITHER.sub("<>", line),
                    "intent": turn.intent,
                    "signal": turn.signal,
                    "shown": turn.shown,
                    "buttons": turn.buttons,
                    "noted": (len(notes.dreams), len(notes.refusals), len(notes.facts)),
                    "wishes": notes.wishes,
                    "obstacles": len(notes.obstacles),
                    "limit": notes.limit,
                    "liked": notes.liked,
                    "refused": notes.refused,
                    "decided": notes.decided,
                }
            )
    return record


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["about"] for pair in PAIRS])
def test_twins_are_understood_and_led_alike(stage: DialogueHarness, pair: dict[str, Any]) -> None:
    assert told(stage, pair["says"], 1) == told(stage, pair["says"], 2)


def test_a_difference_would_be_seen(stage: DialogueHarness) -> None:
    says = ["j'aime <soigner des animaux|réparer des motos>", "des pistes ?"]
    assert told(stage, says, 1) != told(stage, says, 2)
