"""The whole comparison: both services in turn, run by run, on one machine."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.dialogue import model_training
from bot.settings import PROJECT_ROOT, Settings
from evaluation.benchmarks import turn_latency
from evaluation.benchmarks.plain_rasa import model_trainings, service_measurement
from evaluation.benchmarks.plain_rasa.answer_dictionary import read_answers
from evaluation.benchmarks.plain_rasa.machine import describe_machine, read_load
from evaluation.benchmarks.plain_rasa.measured_services import (
    OWN,
    PLAIN,
    MeasuredService,
    build_own_service,
    build_plain_service,
)
from evaluation.benchmarks.plain_rasa.project_files import count_examples, write_project
from evaluation.benchmarks.plain_rasa.service_measurement import TalkPlan


@dataclass(frozen=True)
class ComparisonPlan:
    """What is measured; `examples` is how many of an intent plain Rasa trains on at most."""

    runs: int = 5
    examples: int = 10
    memory_turns: int = 10_000
    talks: TalkPlan = field(default_factory=TalkPlan)
    fit: bool = True


QUICK = ComparisonPlan(
    runs=1, memory_turns=200, talks=TalkPlan(10, 20, ((10, 6), (50, 2)), 60), fit=False
)


class Comparison:
    """Works in `folder`, which is thrown away; trained models stay in `cache`."""

    def __init__(self, settings: Settings, folder: Path, cache: Path, first_port: int) -> None:
        self._settings, self._folder, self._cache = settings, folder, cache
        self._ports = first_port, first_port + 1, first_port + 2
        self._titles = list(read_answers(PROJECT_ROOT / "knowledge" / "data"))

    def measure(self, plan: ComparisonPlan) -> dict[str, Any]:
        """Return all that was measured, ready for JSON."""
        own, plain, training = self._prepare(plan)
        runs: dict[str, list[dict[str, Any]]] = {OWN: [], PLAIN: []}
        for number in range(plan.runs):
            for service in (own, plain):
                _say(f"run {number + 1} of {plan.runs}: {service.name}")
                with self._folder_of(f"run-{number}-{service.name}") as folder:
                    run = service_measurement.measure_service(
                        service, folder, self._titles, plan.talks
                    )
                runs[service.name].append({"load": read_load(), **run})
        memory = {each.name: self._measure_memory(each, plan) for each in (own, plain)}
        return {
            "day": dt.datetime.now(dt.timezone.utc).date().isoformat(),
            "machine": describe_machine(),
            "plan": asdict(plan),
            "examples": count_examples(PROJECT_ROOT, plan.examples),
            "training": training,
            "runs": runs,
            "memory": memory,
            "turn_parts": self._measure_parts(),
        }

    def _prepare(
        self, plan: ComparisonPlan
    ) -> tuple[MeasuredService, MeasuredService, dict[str, dict[str, float]]]:
        """Train both, and start this service once, so that its database is there."""
        _say("training plain Rasa")
        port, plain_port, action_port = self._ports
        project = self._folder / "project"
        write_project(project, PROJECT_ROOT, plan.examples, action_port)
        model, trained = model_trainings.train_plain(project, self._cache)
        plain = build_plain_service(project, model, plain_port, action_port)
        _say("training this service")
        model_training.ensure_model(self._settings.models)
        own = build_own_service(self._settings, self._folder / "own", port)
        fitted = model_trainings.train_own(
            self._folder, {**own.environment, "BOUSSOLE_DATA": str(self._cache)}, plan.fit
        )
        with self._folder_of("first") as folder:
            service_measurement.measure_memory(own, folder, self._titles, 0)
            shutil.copytree(folder, own.template, dirs_exist_ok=True)
        return own, plain, {OWN: fitted, PLAIN: trained}

    def _measure_memory(self, service: MeasuredService, plan: ComparisonPlan) -> dict[str, float]:
        _say(f"memory over {plan.memory_turns} turns: {service.name}")
        with self._folder_of(f"memory-{service.name}") as folder:
            return service_measurement.measure_memory(
                service, folder, self._titles, plan.memory_turns
            )

    def _measure_parts(self) -> dict[str, float]:
        """Return the parts of a turn of this service, measured in this process."""
        _say("the parts of a turn")
        model = model_training.ensure_model(self._settings.models)
        with self._folder_of("parts") as folder:
            folder.mkdir()
            settings = self._settings.copy(update={"database": ""})
            return dict(turn_latency.measure(settings, model, folder))

    @contextmanager
    def _folder_of(self, name: str) -> Iterator[Path]:
        """Yield a path of that name; what is there afterwards is removed."""
        folder = self._folder / name
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _say(what: str) -> None:
    print(what, flush=True)
