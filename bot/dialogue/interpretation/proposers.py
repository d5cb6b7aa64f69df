"""The proposers of hypotheses, in the order in which they are tried.

A proposer is a function `(state, segment) -> hypotheses`. It maps labels to acts, and takes the
arguments of an act from the mentions of the segment, then from the state of the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.dialogue.interpretation import choice_proposers, meta_proposers
from bot.dialogue.interpretation.acknowledgement_proposers import propose_acknowledgement
from bot.dialogue.interpretation.comparisons import propose_comparison, propose_difference
from bot.dialogue.interpretation.entry_proposers import (
    propose_entry,
    propose_follow_up,
    propose_source,
)
from bot.dialogue.interpretation.field_proposers import (
    propose_field_without,
    propose_other_field,
    propose_wanted_field,
)
from bot.dialogue.interpretation.goal_proposers import (
    propose_between_tastes,
    propose_goal,
    propose_hesitation,
    propose_study,
)
from bot.dialogue.interpretation.hypotheses import Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.intent_proposers import (
    propose_by_intent,
    propose_deferred,
    propose_plain_intent,
)
from bot.dialogue.interpretation.name_proposers import (
    propose_bare_name,
    propose_bare_study,
    propose_other_one,
    propose_same_aspect,
    propose_verdict,
)
from bot.dialogue.interpretation.question_proposers import propose_answer
from bot.dialogue.interpretation.reference_proposers import propose_event
from bot.dialogue.interpretation.statement_proposers import (
    propose_fact,
    propose_memory_recap,
    propose_narrowing,
    propose_non_fact,
)
from bot.dialogue.reading.segment_readings import SegmentReading

Proposer = Callable[[InformationState, SegmentReading], Iterator[Hypothesis]]


PROPOSERS: tuple[Proposer, ...] = (
    *(
        propose_plain_intent,
        propose_event,
        propose_difference,
        propose_answer,
        propose_entry,
        propose_follow_up,
        propose_source,
        propose_other_one,
        propose_same_aspect,
        propose_other_field,
        propose_wanted_field,
        propose_field_without,
        propose_narrowing,
        propose_between_tastes,
        propose_hesitation,
        propose_goal,
        propose_study,
        propose_comparison,
        propose_verdict,
        choice_proposers.propose_choice,
        choice_proposers.propose_reserve,
        choice_proposers.propose_choice_recall,
        choice_proposers.propose_postponement,
        choice_proposers.propose_choice_doubt,
        choice_proposers.propose_advice,
        choice_proposers.propose_later_option,
        choice_proposers.propose_plan,
        propose_bare_name,
        propose_bare_study,
        propose_fact,
        propose_non_fact,
        propose_memory_recap,
        propose_acknowledgement,
        *meta_proposers.META_PROPOSERS,
    ),
    *(propose_by_intent, propose_deferred),
)
