"""Rasa's rule policy without what this project pays for and does not use."""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class Rules(RulePolicy):
    """The same predictions: a rule here is one intent and one action, never a sentence."""

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[Optional[str], Optional[str], bool]:
        """No rule is written on the text of a message, so it is not looked up by text."""
        if use_text_for_last_user_input:
            return None, None, False
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def format_tracker_states(self, states: list[State]) -> Any:
        """Only a debug line reads it, and what a person typed goes to no log."""
        return ""
