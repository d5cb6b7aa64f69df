"""What a message in another language leads to: what is sure of it, else what it may be about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.dialogue.interpretation import answers
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.meanings import FALLBACK
from bot.dialogue.reading.reader import Reading

# So many entries are offered where nothing is sure, each at least this likely.
NEAR, LIKELY = 3, 0.02
# What newcomers ask most, where nothing comes near.
DOORS = ("cours-de-francais", "diplome-etranger-pour-travailler", "formation-forem")
_ONLY_HEARD = ("note_facts", FALLBACK, "")


def acts(meant: Sequence[Act], reading: Reading, state: InformationState) -> list[Act]:
    """The line in the person's language first. Where nothing else is an answer it offers what the
    message may be about: to be heard alone leads nowhere, and in French it is not even read."""
    answered = any(act.intent not in _ONLY_HEARD for act in meant)
    values: dict[str, object] = {"value": reading.language}
    if not answered and state.question is None:
        values["near"] = _near(reading, state)
        meant = [act for act in meant if act.values.get("facts")]
    return [Act("foreign", values, reading.text), *meant]


def _near(reading: Reading, state: InformationState) -> list[str]:
    """Entries by how likely any part of the message asks for them."""
    state = replace(state, language=reading.language)
    found: dict[str, float] = {}
    for segment in reading.segments:
        for hit in answers.ranked(segment, state):
            found[hit.id] = max(hit.score, found.get(hit.id, 0.0))
    likely = sorted((each for each in found if found[each] >= LIKELY), key=lambda e: -found[e])
    return list(dict.fromkeys([*likely[:NEAR], *_doors(state)]))[:NEAR]


def _doors(state: InformationState) -> Iterator[str]:
    return (each for each in DOORS if each in state.library.base.entries)
