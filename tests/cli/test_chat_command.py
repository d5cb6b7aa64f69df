"""`chat`: the very same turns as everywhere, and a contract in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import inbox
from tests.support.command_runs import Boussole, read_home_rows

KNOWLEDGE = PROJECT_ROOT / "knowledge" / "data"


def labels(answer: dict[str, Any]) -> list[str]:
    return [
        choice["label"]
        for reply in answer["replies"]
        for holder in (*reply["cards"], reply)
        for choice in holder["choices"]
    ]


@pytest.mark.usefixtures("loaded")
def test_chat_keeps_its_contract(boussole: Boussole) -> None:
    run = boussole("chat", "--json", typed="bonjour\ncombien gagne un boulanger ?\n")
    assert run.status == 0
    hello, pay = run.json
    for answer in (hello, pay):
        assert set(answer) == {
            "said", "intent", "confidence", "owner", "step", "signal", "replies",
        }  # fmt: skip
        for reply in answer["replies"]:
            assert set(reply) == {"text", "choices", "cards", "image"}
            for card in reply["cards"]:
                assert set(card) == {"title", "text", "source", "date", "choices"}
    assert (hello["said"], hello["intent"], hello["owner"]) == ("bonjour", "greet", "bot")
    assert (hello["step"], hello["signal"]) == (None, "none")
    numbers = [choice["n"] for reply in hello["replies"] for choice in reply["choices"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert pay["intent"] == "ask_pay"


@pytest.mark.usefixtures("loaded")
def test_chat_chooses_by_label_and_by_number(boussole: Boussole) -> None:
    typed = [
        "bonjour",
        json.dumps({"choose": "aucune IDÉE"}),
        json.dumps({"choose": 1}),
        json.dumps({"choose": "2"}),
    ]
    hello, idea, first, second = boussole("chat", "--json", typed="\n".join(typed)).json
    assert "Aucune idée" in labels(hello)
    assert (idea["intent"], idea["step"], idea["confidence"]) == ("no_idea", "rever", 1.0)
    assert idea["said"] == {"choose": "aucune IDÉE"}
    assert first["intent"] == "tell_interest"  # « Réparer »
    assert labels(first)[1] == "Question suivante"
    assert second["intent"] == "start_dreaming"


WRONG_CHOICES: list[Any] = ["Zut", "", 0, 99, "-1", None, {"x": 1}]


@pytest.mark.usefixtures("loaded")
def test_chat_refuses_a_choice_that_is_not_offered(boussole: Boussole) -> None:
    choices = [json.dumps({"choose": each}) for each in [*WRONG_CHOICES, "Aucune idée"]]
    run = boussole("chat", "--json", typed="\n".join(["bonjour", *choices]))
    assert run.status == 0
    _, *refused, after = run.json
    assert len(refused) == len(WRONG_CHOICES)
    for answer in refused:
        assert answer["intent"] is None
        assert "Ce bouton n'est plus valable" in answer["replies"][0]["text"]
    assert after["intent"] == "no_idea", "what was offered before stays offered"


@pytest.mark.usefixtures("loaded")
def test_chat_reads_other_json_as_text(boussole: Boussole, home: Path) -> None:
    run = boussole("chat", "--json", typed='{"choose\n{"say": "bonjour"}\n')
    assert [answer["said"] for answer in run.json] == ['{"choose', '{"say": "bonjour"}']
    assert [row.kind for row in read_home_rows(home, inbox)] == ["text", "text"]


@pytest.mark.usefixtures("loaded")
def test_chat_refuses_what_cannot_be_read_and_goes_on(boussole: Boussole) -> None:
    run = boussole("chat", "--json", typed=f"{'a' * 2001}\nune \x00 nulle\n\udcff\nbonjour\n")
    assert run.status == 0
    long, control, surrogate, hello = run.json
    assert "trop long" in long["replies"][0]["text"]
    assert "caractères" in control["replies"][0]["text"]
    assert surrogate["said"] is None
    assert hello["intent"] == "greet"


@pytest.mark.usefixtures("loaded")
def test_chat_answers_distress_before_all_else(boussole: Boussole) -> None:
    (answer,) = boussole("chat", "--json", typed="je veux mourir\n").json
    assert (answer["signal"], answer["intent"]) == ("danger", None)
    assert "112" in answer["replies"][0]["text"]


@pytest.mark.usefixtures("loaded")
def test_chat_reads_well_for_people(boussole: Boussole) -> None:
    run = boussole("chat", typed='bonjour\nparle-moi du métier de boulanger\n{"choose": 1}\n')
    assert run.status == 0
    assert "le robot de la Cité des Métiers de Liège" in run.out
    assert "[1] J'ai une question" in run.out
    assert "boulang" in run.out
    assert '{"' not in run.out.replace('{"choose": 1}', "")
    assert "None" not in run.out


@pytest.mark.usefixtures("loaded")
def test_chat_takes_one_line_as_arguments(boussole: Boussole) -> None:
    (answer,) = boussole("chat", "--json", "bonjour", "toi", typed="jamais lu\n").json
    assert answer["said"] == "bonjour toi"
