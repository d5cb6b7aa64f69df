"""Entries to suggest to a person who only describes a situation and asks nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.entry_proposers import OFF_TOPICS
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState

# Least probability of a suggestion, and how many are made.
MIN_OFFERED, MAX_OFFERED = 0.12, 2
# Least share of each beside the first.
MIN_SHARE = 0.5


def with_suggestions(noted: Act, state: InformationState, meant: ContextualEntries) -> Act:
    """Add the entries that may help to the note of a statement."""
    near = [
        each
        for each, _ in meant.ranked[:MAX_OFFERED]
        if meant.share(each) >= MIN_SHARE and not _is_off_topic(each, state)
    ]
    if meant.probability < MIN_OFFERED or not near:
        return noted
    return replace(noted, values={**noted.values, "near": near})


def _is_off_topic(entry_id: str, state: InformationState) -> bool:
    """Whether an entry is about the bot or appointments."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic in OFF_TOPICS
