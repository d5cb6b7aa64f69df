"""Simulated people talk to the real dialogue, and a seed gives the same talk again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from bot.cli.simulate_command import simulate
from bot.settings import Settings
from evaluation.simulator import noise, talk_report
from evaluation.simulator.dialogue_harness import DialogueHarness
from evaluation.simulator.sentence_bank import SentenceBank
from evaluation.simulator.simulated_person import Character, PersonMove
from evaluation.simulator.talk_player import MAX_TURNS, PlayedTalk, play_talk
from tests.support.planted_faults import CLEAN, HELLO

TALKS = range(40, 46)
CHARACTER = Character(patience=3, presses=0.0, wanders=0.0, writes="clean")


@pytest.fixture
def stage(dialogue: Any, library: Any, settings: Settings, tmp_path: Path) -> DialogueHarness:
    return DialogueHarness(dialogue, library, settings, tmp_path)


@pytest.fixture(scope="session")
def bank() -> SentenceBank:
    return SentenceBank.load()


def test_a_short_run_goes_through_and_says_only_what_the_bank_has(
    stage: DialogueHarness, bank: SentenceBank
) -> None:
    talks = [play_talk(stage, bank, seed) for seed in TALKS]
    assert [played for played in talks if not (1 <= len(played.turns) <= MAX_TURNS)] == []
    assert len({played.kind for played in talks}) > 2
    labels = {sentence.labels for sentence in bank.sentences}
    for turn in (turn for played in talks for turn in played.turns):
        assert turn.replies
        assert turn.pressed or turn.labels in labels
    known = {sentence.text for sentence in bank.sentences}
    clean = [p for p in talks if noise.NOISE_KINDS[p.character.writes] is noise.keep_clean]
    typed = [t for p in clean for t in p.turns if not t.pressed and not t.named]
    assert {turn.said for turn in typed} <= known
    assert "\n".join(talk_report.format_summary(talks)).startswith(f"{len(TALKS)} talks, ")


def test_the_source_in_an_answer_is_recorded(stage: DialogueHarness) -> None:
    """Else no talk that asks for a rule ever reaches its goal."""
    with stage.talk(seed=1) as chat:
        turn = chat.answer(PersonMove("c'est quoi la validation des compétences ?"))
    assert [source for source in turn.sources if "validation des compétences" in source.lower()]


def test_the_same_seed_gives_the_same_talk_whatever_was_played_before(
    stage: DialogueHarness, bank: SentenceBank
) -> None:
    first = play_talk(stage, bank, TALKS[0])
    play_talk(stage, bank, TALKS[1])
    assert play_talk(stage, bank, TALKS[0]) == first


def test_a_failing_talk_is_printed_whole_with_its_seed() -> None:
    played = PlayedTalk(7, "rule", "rule", CHARACTER, (*CLEAN[:2], HELLO), "ask.rule", 0)
    lines = list(talk_report.format_talk(played))
    assert lines[0].startswith("── seed 7 · rule")
    assert [line for line in lines if line.startswith(" 2 > j'aime bricoler")]
    assert "   FAULT goal missed: never done: ask.rule" in lines
    assert "   again: boussole simulate --talks 1 --seed 7" in lines


@pytest.mark.parametrize(("strict", "status"), [(True, 1), (False, 0)])
def test_faults_change_the_status_only_where_that_is_asked_for(
    strict: bool,
    status: int,
    dialogue: Any,
    library: Any,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missed = PlayedTalk(7, "rule", "rule", CHARACTER, CLEAN, "ask.rule", 0)
    reached = PlayedTalk(8, "rule", "rule", CHARACTER, CLEAN, "", 0)
    monkeypatch.setattr("bot.dialogue.model_training.ensure_model", lambda models: models)
    monkeypatch.setattr("bot.dialogue.agent.Dialogue", lambda path: dialogue)
    monkeypatch.setattr("bot.stores.open_library", lambda settings: library)
    monkeypatch.setattr(
        "evaluation.simulator.talk_player.play_talk",
        lambda stage, bank, seed: {7: missed, 8: reached}[seed],
    )
    options = argparse.Namespace(talks=2, seed=7, verbose=False, strict=strict)
    assert simulate(options, settings) == status
    printed = capsys.readouterr().out
    assert "── seed 7" in printed
    assert "── seed 8" not in printed
    assert "2 talks" in printed
