"""Plays one person against the dialogue, to the end of the talk."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.simulator.bank import Bank
from evaluation.simulator.people import Character, Person
from evaluation.simulator.stage import Stage
from evaluation.simulator.transcript import Turn
from evaluation.simulator.verdicts import Fault, faults

MAX_TURNS = 16


@dataclass(frozen=True)
class Played:
    """A whole talk. `kind`: a key of `goals.MAKERS`; `goal`: the same in words; `missing`: what it
    lacks at the end; `unhelpful`: how many answers did not help, so that the person tried again."""

    seed: int
    kind: str
    goal: str
    character: Character
    turns: tuple[Turn, ...]
    missing: str
    unhelpful: int

    @property
    def reached(self) -> bool:
        """Whether the person got what they came for."""
        return not self.missing

    @property
    def faults(self) -> list[Fault]:
        """All that went wrong in it."""
        return faults(self.turns, self.missing)


def play(stage: Stage, bank: Bank, seed: int) -> Played:
    """The talk of a seed."""
    person, turns = Person.make(seed, bank, stage.trades), list[Turn]()
    with stage.talk(seed) as chat:
        while len(turns) < MAX_TURNS and (move := person.move(turns)) is not None:
            turns.append(chat.answer(move))
            person.hear(turns)
    return Played(
        seed=seed,
        kind=person.goal.name,
        goal=person.goal.title,
        character=person.character,
        turns=tuple(turns),
        missing=person.goal.missing(turns),
        unhelpful=person.unhelpful,
    )
