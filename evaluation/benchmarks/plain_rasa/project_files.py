"""Writes the plain Rasa project: what `rasa init` makes, with this project's data in it."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from evaluation.benchmarks.plain_rasa import answer_action
from evaluation.benchmarks.plain_rasa.answer_dictionary import FIELDS_BY_INTENT, read_answers
from evaluation.benchmarks.plain_rasa.source_dialogue import SourceIntent, read_intents

_VERSION = "3.1"


def write_project(folder: Path, root: Path, examples_per_intent: int, action_port: int) -> None:
    """Write the project, from the repository at `root`, into `folder`."""
    intents = read_intents(root)
    files: dict[str, dict[str, Any]] = {
        "config.yml": _build_config(),
        "domain.yml": _build_domain(intents),
        "data/nlu.yml": {"version": _VERSION, "nlu": _build_nlu(intents, examples_per_intent)},
        "data/rules.yml": {"version": _VERSION, "rules": _build_rules(intents)},
        "data/stories.yml": {"version": _VERSION, "stories": list(_build_stories(intents))},
        "credentials.yml": {"rest": None},
        "endpoints.yml": {
            "action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": "rasa.db"},
        },
    }
    for name in ("data", "actions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
        (folder / name).write_text(text, "utf-8")
    (folder / "actions" / "__init__.py").touch()
    shutil.copy(answer_action.__file__, folder / "actions" / "actions.py")
    answers = json.dumps(read_answers(root / "knowledge" / "data"), ensure_ascii=False)
    (folder / "actions" / "answers.json").write_text(answers, "utf-8")


def pick_examples(examples: Sequence[str], count: int) -> list[str]:
    """Return at most `count` examples, evenly spread over the file."""
    if len(examples) <= count:
        return list(examples)
    return [examples[number * len(examples) // count] for number in range(count)]


def count_examples(root: Path, count: int) -> dict[str, int]:
    """Return the intents, the examples of all, and how many plain Rasa trains on."""
    intents = read_intents(root)
    return {
        "intents": sum(bool(each.examples) for each in intents),
        "all": sum(len(each.examples) for each in intents),
        "used": sum(len(pick_examples(each.examples, count)) for each in intents),
    }


def _build_config() -> dict[str, Any]:
    """Return the pipeline and policies that Rasa fills in for the config of `rasa init`."""
    spec = importlib.util.find_spec("rasa.engine.recipes")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("Rasa is not installed")
    folder = Path(spec.submodule_search_locations[0])
    path = folder / "config_files" / "default_config.yml"
    config = yaml.safe_load(path.read_text("utf-8"))
    return {**config, "assistant_id": "plain", "language": "fr"}


def _build_domain(intents: Sequence[SourceIntent]) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "intents": [each.name for each in intents if each.examples],
        "actions": ["action_answer"],
        "responses": {
            f"utter_{each.name}": [each.response]
            for each in intents
            if each.name not in FIELDS_BY_INTENT
        },
        "session_config": {
            "session_expiration_time": 60,
            "carry_over_slots_to_new_session": True,
        },
    }


def _build_nlu(intents: Sequence[SourceIntent], count: int) -> list[dict[str, str]]:
    return [
        {
            "intent": each.name,
            "examples": "".join(f"- {text}\n" for text in pick_examples(each.examples, count)),
        }
        for each in intents
        if each.examples
    ]


def _build_rules(intents: Sequence[SourceIntent]) -> list[dict[str, Any]]:
    return [{"rule": each.name, "steps": _build_steps(each)} for each in intents]


def _build_stories(intents: Sequence[SourceIntent]) -> Iterator[dict[str, Any]]:
    """Yield a talk for each topic: a greeting, then its intents, so that every policy learns."""
    greeting = next(each for each in intents if each.name == "greet")
    for topic, found in groupby(intents, lambda each: each.topic):
        others = [each for each in found if each.examples and each is not greeting]
        steps = [step for each in (greeting, *others) for step in _build_steps(each)]
        yield {"story": topic, "steps": steps}


def _build_steps(intent: SourceIntent) -> list[dict[str, str]]:
    asks = intent.name in FIELDS_BY_INTENT
    action = "action_answer" if asks else f"utter_{intent.name}"
    return [{"intent": intent.name}, {"action": action}]
