"""What the base has for somebody who only tells where they stand: nothing is asked in words, and an
entry that speaks of just that helps more than « qu'est-ce que tu aimes faire ? »."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.interpretation.entries_asked import ASIDE
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.in_talk import InTalk
from bot.dialogue.interpretation.state import InformationState

# Entries are offered from here on, so many at most.
OFFERED, MOST = 0.12, 2
# And so likely each beside the first.
BESIDE = 0.5


def beside(noted: Act, state: InformationState, meant: InTalk) -> Act:
    """What is only told, with the entries that may speak of it to choose from."""
    near = [
        each
        for each, _ in meant.ranked[:MOST]
        if meant.share(each) >= BESIDE and not _is_aside(each, state)
    ]
    if meant.probability < OFFERED or not near:
        return noted
    return replace(noted, values={**noted.values, "near": near})


def _is_aside(entry_id: str, state: InformationState) -> bool:
    """Who tells of themselves needs no entry on the robot or on appointments."""
    entry = state.library.base.questions.get(entry_id)
    return entry is not None and entry.topic in ASIDE
