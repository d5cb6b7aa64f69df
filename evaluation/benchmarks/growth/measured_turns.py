"""Turns in new talks and in a long one, from the accept of a message to the committed replies."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.settings import Settings
from evaluation.benchmarks.growth.growth_results import Figures, to_milliseconds
from evaluation.benchmarks.growth.talk_template import PERSON, find_offered_choice
from evaluation.benchmarks.turn_latency import TurnBench, generate_sentences

NEW_PEOPLE, TURNS_EACH, LONG_TURNS = 8, 5, 40
_LEAST_CHOICE = "/ask_help"


def build_bench(folder: Path) -> TurnBench:
    """Return the service in this process, with a database in `folder`."""
    from bot.dialogue import model_training

    settings = Settings()
    return TurnBench(settings, model_training.ensure_model(settings.models), folder)


def measure_turns(bench: TurnBench) -> Figures:
    """Return the milliseconds of each typed and each choice turn."""
    found: dict[str, list[float]] = defaultdict(list)
    questions = list_questions(bench)
    for number in range(NEW_PEOPLE):
        person = f"{number:064x}"
        bench.typed(person, "bonjour")
        _take_turns(bench, person, questions, TURNS_EACH, found, "new")
    _take_turns(bench, PERSON, questions, LONG_TURNS, found, "long")
    return {name: to_milliseconds(took) for name, took in found.items()}


def list_questions(bench: TurnBench) -> Iterator[str]:
    """Return an iterator of questions about professions, no two alike."""
    occupations = bench.parts.library.base.occupations.values()
    return generate_sentences([each.title.m for each in occupations])


def find_choice(bench: TurnBench, person: str) -> str:
    """Return the token of a choice that the person can press now."""
    return find_offered_choice(bench, person) or bench.token(person, _LEAST_CHOICE)


def time_work(work: Callable[..., Any], *given: Any) -> float:
    """Return the seconds that a piece of work takes."""
    began = time.perf_counter()
    work(*given)
    return time.perf_counter() - began


def _take_turns(
    bench: TurnBench,
    person: str,
    questions: Iterator[str],
    turns: int,
    found: dict[str, list[float]],
    talk: str,
) -> None:
    for _ in range(turns):
        found[f"{talk}_typed"].append(time_work(bench.typed, person, next(questions)))
        token = find_choice(bench, person)
        found[f"{talk}_choice"].append(time_work(bench.choose, person, token))
