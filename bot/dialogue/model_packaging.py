"""Train the model: `python -m bot.dialogue.model_packaging FILE [PROJECT]` makes what `rasa train`
makes of this project, in a third of its time.

Rasa's own engine runs the graph of `config.yml`. Left out are TensorFlow and the components that
need it, the check of every file against a schema (`make lint` has it), a second and a third reading
of the data, and a cache of each step, which a model that is made once per change never asks.
"""

from __future__ import annotations

import gc
import logging
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from bot.dialogue import import_stubs
from bot.progress_bar import ProgressBar
from bot.settings import PROJECT_ROOT

# The recipe imports them to know their names; the pipeline has none of them.
_NEURAL_MODULES = {
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.selectors.response_selector",
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
    "keras",
    "tensorflow",
}
_VALIDATOR_MODULE = "rasa.graph_components.validators.default_recipe_validator"


def package_model(path: Path, project: Path = PROJECT_ROOT) -> None:
    """Write the model trained from the files of `project` to `path`. Call it first in a process of
    its own."""
    gc.disable()  # a fifth of the time, and the process is a short one
    import_stubs.install_stubs(
        (import_stubs.UNUSED_MODULES - {_VALIDATOR_MODULE}) | _NEURAL_MODULES
    )
    warnings.showwarning = lambda *args, **kwargs: None  # Rasa's imports reset the filters
    from rasa.engine.constants import PLACEHOLDER_IMPORTER
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.recipes.recipe import Recipe
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.data import TrainingType
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=logging.ERROR)
    configure_structlog(logging.ERROR)
    importer = _build_importer(project)
    config = importer.get_config()
    graph = Recipe.recipe_for_name(config["recipe"]).graph_config_for_recipe(
        config, {}, training_type=TrainingType.BOTH, is_finetuning=False
    )
    with tempfile.TemporaryDirectory(prefix="boussole-model-") as folder:
        storage = LocalModelStorage(Path(folder))
        context = ExecutionContext(graph_schema=graph.train_schema)
        bar = _Progress(len(graph.train_schema.nodes))
        runner = DaskGraphRunner.create(graph.train_schema, storage, context, [bar])
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        bar.end()
        storage.create_model_package(path, graph, importer.get_domain())


class _Progress:
    """A hook of Rasa's engine, called around each step of the graph."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0
        self._bar = ProgressBar("steps of the model")
        self._bar(0, steps)

    def on_before_node(self, **about: Any) -> dict[str, Any]:
        """Nothing to remember of it."""
        return {}

    def on_after_node(self, **about: Any) -> None:
        """One more is done."""
        self._done += 1
        self._bar(self._done, self._steps)

    def end(self) -> None:
        """Some steps of the graph have nothing to do, and are not called."""
        self._bar(self._steps, self._steps)


def _build_importer(project: Path) -> Any:
    """Rasa's own reader of files, each thing read once and not against its schema. What Rasa puts
    around it copies all of the data several times to look for stories with sentences in them and
    for retrieval intents: here are none."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.shared.utils import validation
    from rasa.shared.utils.common import cached_method

    validation.validate_yaml_schema = lambda *given: None
    for name in ("get_domain", "get_nlu_data", "get_stories"):
        setattr(RasaFileImporter, name, cached_method(getattr(RasaFileImporter, name)))
    files = (project / "config.yml", project / "bot" / "domain", project / "nlu_data")
    config, domain, data = map(str, files)
    return RasaFileImporter(config, domain, [data])


if __name__ == "__main__":
    package_model(*map(Path, sys.argv[1:]))
