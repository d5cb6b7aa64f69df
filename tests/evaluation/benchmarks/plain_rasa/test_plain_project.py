"""The plain Rasa project that is made of this project's data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.plain_rasa import answer_action
from evaluation.benchmarks.plain_rasa.project_files import pick_examples, write_project

EXAMPLES = 4


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    write_project(folder, PROJECT_ROOT, EXAMPLES, 5055)
    return folder


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_every_intent_has_examples_and_not_more_than_asked_for(project: Path) -> None:
    counts = {
        entry["intent"]: len(entry["examples"].splitlines())
        for entry in _read(project / "data" / "nlu.yml")["nlu"]
    }
    assert set(counts) == set(_read(project / "domain.yml")["intents"])
    assert len(counts) > 80
    assert set(counts.values()) <= set(range(1, EXAMPLES + 1))


def test_every_step_of_a_rule_or_story_is_in_the_domain(project: Path) -> None:
    domain = _read(project / "domain.yml")
    known = {*domain["intents"], *domain["responses"], *domain["actions"], "nlu_fallback"}
    steps = [
        step
        for kind in ("rules", "stories")
        for talk in _read(project / "data" / f"{kind}.yml")[kind]
        for step in talk["steps"]
    ]
    assert {value for step in steps for value in step.values()} <= known


def test_no_sentence_needs_a_fact_and_every_button_leads_to_an_intent(project: Path) -> None:
    domain = _read(project / "domain.yml")
    sentences = [variant for found in domain["responses"].values() for variant in found]
    assert not [each["text"] for each in sentences if "{" in each["text"] or not each["text"]]
    payloads = {button["payload"] for each in sentences for button in each.get("buttons", ())}
    assert payloads <= {f"/{intent}" for intent in domain["intents"]}
    assert domain["responses"]["utter_greet"][0]["buttons"][0]["payload"] == "/have_question"


def test_it_is_configured_as_rasa_init_does(project: Path) -> None:
    config = _read(project / "config.yml")
    names = [each["name"] for each in (*config["pipeline"], *config["policies"])]
    assert {"DIETClassifier", "ResponseSelector", "FallbackClassifier"} <= set(names)
    assert {"RulePolicy", "TEDPolicy", "UnexpecTEDIntentPolicy"} <= set(names)
    assert config["language"] == "fr"


def test_examples_are_taken_from_the_whole_file() -> None:
    assert pick_examples(list("abcdefgh"), 4) == list("aceg")
    assert pick_examples(["a", "b"], 4) == ["a", "b"]


class _Dispatcher:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def utter_message(self, text: str, buttons: list[dict[str, str]]) -> None:
        assert buttons
        self.texts.append(text)


@pytest.mark.parametrize(
    ("text", "field"),
    [("combien gagne un Boulanger-pâtissier", None), ("une journée de menuisier ?", "ask_day")],
)
def test_the_action_answers_for_a_profession_that_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, text: str, field: str | None
) -> None:
    answers = json.loads((project / "actions" / "answers.json").read_text("utf-8"))
    monkeypatch.setattr(answer_action, "_ANSWERS", answers)
    dispatcher = _Dispatcher()
    tracker = type("T", (), {"latest_message": {"text": text, "intent": {"name": "ask_day"}}})()
    answer_action.ActionAnswer().run(dispatcher, tracker, {})
    unknown = "De quel métier s'agit-il ?"
    assert dispatcher.texts == [answers["menuisier"][field] if field else unknown]
