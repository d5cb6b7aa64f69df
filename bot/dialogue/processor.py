"""The message processor of Rasa, adapted (`docs/decisions/0001-embedding-rasa.md`)."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any, Optional

from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import ActionLimitReached, MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import model_training
from bot.dialogue.domain_reader import TrainedDomain
from bot.dialogue.graph_runner import SequentialGraphRunner
from bot.dialogue.in_process_actions import InProcessAction, registry
from bot.dialogue.nlu.ephemeral_tokenizer import EphemeralTokenizer
from bot.dialogue.nlu.french_tokenizer import FrenchTokens
from bot.dialogue.policy import Rules
from bot.dialogue.tracker_store import TurnTrackerStore, new_session

# Replacements for components of the training.
_SERVING_COMPONENTS: dict[type, type] = {
    DomainProvider: TrainedDomain,
    FrenchTokens: EphemeralTokenizer,
}


class NoActionPredicted(Exception):
    """The rules predicted no end of the turn; the stock processor would send nothing."""


class TurnProcessor(MessageProcessor):
    """The processor; each turn uses its own copy (`for_turn`)."""

    store: TurnTrackerStore
    turn: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Actions after which nothing is predicted, which saves 2 ms a turn.
        nodes = self.graph_runner._instantiated_nodes.values()
        rules = [node._component for node in nodes if isinstance(node._component, Rules)]
        # Rasa instantiates all of them at each look-up.
        self._defaults = {each.name(): each for each in rasa_actions.default_actions()}
        self._ends_after = rules[0].ends_after() if rules else frozenset()

    @staticmethod
    def _load_model(model_path: Any) -> tuple[str, ModelMetadata, GraphRunner]:
        """Load a verified archive with the serving components and the sequential runner."""
        model_training.verify_archive(Path(model_path))
        with tempfile.TemporaryDirectory() as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model_path)
            for node in metadata.predict_schema.nodes.values():
                node.uses = _SERVING_COMPONENTS.get(node.uses, node.uses)
            context = ExecutionContext(metadata.predict_schema, metadata.model_id)
            runner = SequentialGraphRunner.create(metadata.predict_schema, storage, context)
        return Path(model_path).name, metadata, runner

    def for_turn(self, store: TurnTrackerStore, turn: Any) -> TurnProcessor:
        """Return a shallow copy that shares the model, with the store of a turn."""
        mine = copy.copy(self)
        mine.tracker_store = store
        mine.turn = turn
        return mine

    def understand(self, text: str) -> dict[str, Any]:
        """Parse typed text.

        The graph stops before `RegexMessageHandler`, so that a leading "/intent" stays text and
        sets no slots.
        """
        target = self.model_metadata.nlu_target
        before = self.model_metadata.predict_schema.nodes[target].needs["messages"]
        empty = DialogueStateTracker.from_events("", [])
        results = self.graph_runner.run(
            inputs={PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: empty},
            targets=[before],
        )
        parsed = results[before][0].as_dict(only_output_properties=True)
        return {"entities": [], "intent": {"name": None, "confidence": 0.0}, **parsed}

    async def fetch_tracker_and_update_session(
        self,
        sender_id: str,
        output_channel: Optional[OutputChannel] = None,
        metadata: Optional[dict] = None,
    ) -> DialogueStateTracker:
        """Return the tracker without running a session start, which would repeat every slot."""
        tracker = await self.tracker_store.retrieve(sender_id)
        if tracker is None:
            tracker = DialogueStateTracker.from_events(sender_id, [], self.domain.slots)
            tracker.update_with_events(new_session(None), self.domain)
        return tracker

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[rasa_actions.Action, PolicyPrediction]:
        """Return the next action, from the in-process registry."""
        again = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, again):
            raise ActionLimitReached("too many actions in one turn")
        if tracker.latest_action_name in self._ends_after and not tracker.followup_action:
            prediction = PolicyPrediction.for_action_name(self.domain, ACTION_LISTEN_NAME)
        else:
            prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    def _get_action(self, action_name: str) -> rasa_actions.Action:
        if action_name in registry():
            return InProcessAction(action_name, self.turn)
        if action_name in self._defaults:
            return self._defaults[action_name]
        return super()._get_action(action_name)

    async def _run_prediction_loop(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> None:
        again = True
        while again:
            try:
                action, prediction = self.predict_next_with_tracker_if_should(tracker)
            except ActionLimitReached as error:
                raise NoActionPredicted(str(error)) from error
            again = await self._run_action(action, tracker, output_channel, self.nlg, prediction)

    async def _run_action(
        self,
        action: rasa_actions.Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action and raise its errors, which the stock processor only logs."""
        tracker.update_with_events(prediction.events, self.domain)
        if action.name() == ACTION_LISTEN_NAME:
            tracker.update(action.event_for_successful_execution(prediction), self.domain)
            return False
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection as rejection:
            raise NoActionPredicted(rejection.message) from rejection
        self._record(tracker, action, prediction, events)
        await self._send_bot_messages(events, tracker, output_channel)
        return True

    def _record(
        self,
        tracker: DialogueStateTracker,
        action: rasa_actions.Action,
        prediction: PolicyPrediction,
        events: list[Event],
    ) -> None:
        tracker.update(action.event_for_successful_execution(prediction), self.domain)
        tracker.update_with_events(events, self.domain)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Extract the slots without the debug call, which deep-copies every event."""
        extract = self._get_action("action_extract_slots")
        events = await extract.run(output_channel, self.nlg, tracker, self.domain)
        tracker.update_with_events(events, self.domain)
        return tracker

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Log nothing: slots hold what a person said."""

    async def run_anonymization_pipeline(self, tracker: DialogueStateTracker) -> None:
        """Do nothing: messages are redacted before they are stored."""
