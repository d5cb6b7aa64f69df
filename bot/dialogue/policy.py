"""Rasa's rule policy without what this project pays for and does not use."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Optional

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME


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

    def ends_after(self) -> frozenset[str]:
        """The actions that every rule follows with `action_listen`: nothing is left to predict."""
        follows = defaultdict(set)
        for key, action in self.lookup.get(RULES, {}).items():
            states = self._rule_key_to_state(key)
            before = states[-1].get(PREVIOUS_ACTION, {}).get(ACTION_NAME) if states else None
            follows[before].add(action)
        return frozenset(
            name for name, after in follows.items() if name and after == {ACTION_LISTEN_NAME}
        )

    def format_tracker_states(self, states: list[State]) -> Any:
        """Only a debug line reads it, and what a person typed goes to no log."""
        return ""
