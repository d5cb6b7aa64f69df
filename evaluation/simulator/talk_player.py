"""Plays one person against the dialogue, to the end of the talk."""

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
    """A whole talk. `kind`: a key of `goals.GOAL_MAKERS`; `goal`: the same in words; `missing`:
    what it lacks at the end; `unhelpful`: how many answers did not help, so that the person tried
    again."""

    seed: int
    kind: str
    goal: str
    character: Character
    turns: tuple[RecordedTurn, ...]
    missing: str
    unhelpful: int

    @property
    def reached(self) -> bool:
        """Whether the person got what they came for."""
        return not self.missing

    @property
    def faults(self) -> list[Fault]:
        """All that went wrong in it."""
        return find_faults(self.turns, self.missing)


def play_talk(stage: DialogueHarness, bank: SentenceBank, seed: int) -> PlayedTalk:
    """The talk of a seed."""
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
