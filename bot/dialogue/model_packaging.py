"""`python -m bot.dialogue.model_packaging FILE [PROJECT]`: train the model in a third of the time
of `rasa train`.

Rasa's engine runs the graph of `config.yml`, without TensorFlow and the components that need it,
without schema checks (`make lint` has them), repeated reading of the data, and caches.
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


class FittingNeeded(Exception):
    """The shipped weights are older than `nlu_data/`, and what would fit them is not installed."""


def package_model(path: Path, project: Path = PROJECT_ROOT) -> None:
    """Write the model trained from the files of `project` to `path`; must be the first call of its
    process.

    Raises:
        FittingNeeded: at once, not after minutes of embedding.
    """
    gc.disable()  # a fifth of the time, and the process is a short one
    unused = (import_stubs.UNUSED_MODULES - {_VALIDATOR_MODULE}) | _NEURAL_MODULES
    missing = import_stubs.list_missing_modules()
    import_stubs.install_stubs(unused | missing)
    warnings.showwarning = lambda *args, **kwargs: None  # Rasa's imports reset the filters
    from rasa.engine.constants import PLACEHOLDER_IMPORTER
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.recipes.recipe import Recipe
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.data import TrainingType
    from rasa.utils.log_utils import configure_structlog

    if missing and not _are_weights_fresh():
        raise FittingNeeded
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
    """A hook that the engine of Rasa calls around each node."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0
        self._bar = ProgressBar("steps of the model")
        self._bar(0, steps)

    def on_before_node(self, **about: Any) -> dict[str, Any]:
        """Do nothing."""
        return {}

    def on_after_node(self, **about: Any) -> None:
        """Count the node."""
        self._done += 1
        self._bar(self._done, self._steps)

    def end(self) -> None:
        """Complete the bar; some nodes are never called."""
        self._bar(self._steps, self._steps)


def _are_weights_fresh() -> bool:
    from bot.dialogue.nlu import intent_examples, intent_training, shipped_weights

    made_from = intent_training.hash_inputs(
        intent_examples.read_examples(), intent_examples.read_classifier_settings()
    )
    return shipped_weights.read_key(intent_training.WEIGHTS_NAME) == made_from


def _build_importer(project: Path) -> Any:
    """Return an importer that reads each file once, without its schema.

    The default importer copies the data several times to look for end-to-end stories and retrieval
    intents, which this project has none of.
    """
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
    try:
        package_model(*map(Path, sys.argv[1:]))
    except FittingNeeded:
        sys.exit("nlu_data/ is newer than the weights: `bin/setup full`, `boussole precompute`")
