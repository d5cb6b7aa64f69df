"""Acts about several professions of one name, or about none that the message names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import RankedSegment
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.reading.linker import SEVERAL, Mention

# A larger family of one name has little in common (« technicien »).
MAX_FAMILY_SIZE = 4
# So few namesakes are alike enough to answer for the first.
MAX_NAMESAKES = 3
OCCUPATION_QUESTION_INTENTS = frozenset(OCCUPATION_INTENT_BY_LABEL.values())


def expand_families(
    acts: list[Act], weighed: Sequence[RankedSegment], state: InformationState
) -> list[Act]:
    """Answer for the first of a few professions of one name (« électricien ») and offer the
    others."""
    shared = {m.candidates for each in weighed for m in each.segment.mentions if _is_shared_name(m)}
    found = []
    for act in acts:
        several = list(act.values.get("candidates") or ())
        family = several if tuple(several) in shared else _same_first_word(several, state)
        if act.values.get("occupation") or not 2 <= len(family) <= MAX_FAMILY_SIZE:
            found.append(act)
            continue
        values = {name: value for name, value in act.values.items() if name != "candidates"}
        found.append(replace(act, values={**values, "occupation": family[0]}))
        found.append(replace(act, values={"candidates": family[1:], "beside": "yes"}))
    return found


def apply_to_shown(acts: list[Act], state: InformationState) -> list[Act]:
    """Answer « et ça paie combien ? » for the first of the leads on screen and offer the others."""
    subject = state.salience.subject
    if not state.shown or (subject is not None and subject.id not in state.shown):
        return acts
    first, *others = state.shown
    found: list[Act] = []
    for act in acts:
        if act.intent not in OCCUPATION_QUESTION_INTENTS or knows_subject(
            act, state, or_several=True
        ):
            found.append(act)
            continue
        found.append(replace(act, values={**act.values, "occupation": first}))
        if others:
            beside = {"candidates": others[: MAX_FAMILY_SIZE - 1], "beside": "yes"}
            found.append(replace(act, values={**act.values, **beside}))
    return found


def _is_shared_name(mention: Mention) -> bool:
    """Whether a few professions have the very name that was mentioned."""
    return mention.quality == SEVERAL and len(mention.candidates) <= MAX_NAMESAKES


def _same_first_word(choices: list[str], state: InformationState) -> list[str]:
    """Return the professions whose titles begin with the same word as the first."""
    first = [state.library.base.occupations[each].title.m.split()[0] for each in choices]
    return [each for each, word in zip(choices, first, strict=True) if word == first[0]]


def knows_subject(act: Act, state: InformationState, or_several: bool) -> bool:
    """Whether the subject of an act is known; `or_several`: several candidates count too."""
    if any(act.values.get(name) for name in ("occupation", "study", "unknown")):
        return True
    several = list(act.values.get("candidates") or ())
    return bool(several) and (
        or_several or len(_same_first_word(several, state)) <= MAX_FAMILY_SIZE
    )
