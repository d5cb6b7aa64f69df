"""Plays a simulated person against the dialogue until the talk ends."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.simulator.dialogue_harness import DialogueHarness
from evaluation.simulator.sentence_bank import SentenceBank
from evaluation.simulator.simulated_person import Character, SimulatedPerson
from evaluation.simulator.talk_transcript import RecordedTurn
from evaluation.simulator.talk_verdicts import Fault, find_faults

MAX_TURNS = 16


@dataclass(frozen=True)
class PlayedTalk:
    """A complete talk.

    `kind` is a key of `goals.GOAL_MAKERS`, `goal` its description, `missing` what it lacks at the
    end, `unhelpful` the number of answers that led to a retry.
    """

    seed: int
    kind: str
    goal: str
    character: Character
    turns: tuple[RecordedTurn, ...]
    missing: str
    unhelpful: int

    @property
    def reached(self) -> bool:
        """Whether the goal was reached."""
        return not self.missing

    @property
    def faults(self) -> list[Fault]:
        """All faults of the talk."""
        return find_faults(self.turns, self.missing)


def play_talk(stage: DialogueHarness, bank: SentenceBank, seed: int) -> PlayedTalk:
    """Play the talk of a seed."""
    person, turns = SimulatedPerson.make(seed, bank, stage.trades), list[RecordedTurn]()
    with stage.talk(seed) as chat:
        while len(turns) < MAX_TURNS and (move := person.move(turns)) is not None:
            turns.append(chat.answer(move))
            person.hear(turns)
    return PlayedTalk(
        seed=seed,
        kind=person.goal.name,
        goal=person.goal.title,
        character=person.character,
        turns=tuple(turns),
        missing=person.goal.missing(turns),
        unhelpful=person.unhelpful,
    )
