"""Read the domain of a trained model without validating it again.

Rasa parses the file twice with ruamel.yaml and checks it against a schema, which takes 1.3 s at
each start.
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
    """Replaces the domain provider of Rasa when a model is loaded to serve."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainProvider:
        """Read the domain that was written by the training."""
        with model_storage.read_from(resource) as folder:
            written = (folder / "domain.yml").read_text(encoding="utf-8")
        return cls(model_storage, resource, Domain.from_dict(yaml.load(written, yaml.CSafeLoader)))
