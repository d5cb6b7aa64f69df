"""The domain of a trained model, read without checking it again.

Rasa reads its file twice with ruamel.yaml and once more against a schema: 1.3 s at each start, for
a file that training has just written and checked.
"""

from __future__ import annotations

from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain


class TrainedDomain(DomainProvider):
    """Stands in for Rasa's provider when a model is loaded to serve."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainProvider:
        """Read what Rasa's provider wrote after the training."""
        with model_storage.read_from(resource) as folder:
            written = (folder / "domain.yml").read_text(encoding="utf-8")
        return cls(model_storage, resource, Domain.from_dict(yaml.load(written, yaml.CSafeLoader)))
