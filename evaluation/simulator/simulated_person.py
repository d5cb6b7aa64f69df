"""A simulated person with a goal, a way of writing and limited patience."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.simulator import noise
from evaluation.simulator.goal_steps import GoalStep
from evaluation.simulator.goals import Goal, choose_goal
from evaluation.simulator.interruptions import COMPLAINT, list_interruptions
from evaluation.simulator.professions import Profession, can_fill, fill_sentence, filter_wanted
from evaluation.simulator.sentence_bank import Sentence, SentenceBank, draw_sentence
from evaluation.simulator.talk_transcript import RecordedTurn

MAX_INTERRUPTIONS = 3
# Minimum list length for sentences that refer to a lead by position.
MIN_LEADS_TO_POINT_AT = 4
SHARE_COMPLAINING, SHARE_CURIOUS = 0.3, 0.15
# Buttons that would end or leave the talk.
AVOIDED_BUTTONS = frozenset(
    {
        *("Un humain", "Parler à quelqu'un", "En parler à quelqu'un", "Effacer", "Tout effacer"),
        *("Oui, tout effacer", "Un rendez-vous", "Prendre un rendez-vous"),
    }
)


@dataclass(frozen=True)
class Character:
    """`patience`: unhelpful answers before leaving. `presses`: probability of using a button.
    `wanders`: probability of an interruption. `writes`: a key of `noise.NOISE_KINDS`."""

    patience: int
    presses: float
    wanders: float
    writes: str


@dataclass(frozen=True)
class PersonMove:
    """A typed message, or a press of the button at index `button`."""

    said: str
    labels: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    button: int | None = None


@dataclass
class SimulatedPerson:
    """A person who acts deterministically, given seed and answers.

    `agenda` is a stack of steps, the next one last.
    """

    rng: random.Random
    bank: SentenceBank
    trades: Mapping[str, Profession]
    goal: Goal
    character: Character
    agenda: list[GoalStep]
    unhelpful: int = 0
    interrupted: int = 0
    used: set[str] = field(default_factory=set)
    now: GoalStep | None = None

    @classmethod
    def make(
        cls, seed: int, bank: SentenceBank, trades: Mapping[str, Profession]
    ) -> SimulatedPerson:
        """Create the person of a seed."""
        rng = random.Random(seed)
        goal = choose_goal(rng, filter_wanted(list(trades.values())))
        character = Character(
            patience=rng.randint(2, 4),
            presses=rng.choice((0.0, 0.2, 0.8)),
            wanders=rng.choice((0.1, 0.3, 0.5)),
            writes=rng.choice(list(noise.NOISE_KINDS)),
        )
        return cls(rng, bank, trades, goal, character, list(goal.steps[::-1]))

    def move(self, turns: Sequence[RecordedTurn]) -> PersonMove | None:
        """Return the next move; None to leave."""
        if not self.agenda or self.unhelpful >= self.character.patience:
            return None
        self._wander(turns)
        self.now = self.agenda[-1]
        buttons = turns[-1].buttons if turns else ()
        free = [n for n, label in enumerate(buttons) if label not in AVOIDED_BUTTONS]
        if free and self.rng.random() < SHARE_CURIOUS * self.character.presses:
            self.now = None
            return _press_button(buttons, self.rng.choice(free))
        serving = [n for n in free if self._serves(buttons[n])]
        if serving:
            return _press_button(buttons, self.rng.choice(serving))
        return self._say(self.now, turns)

    def hear(self, turns: Sequence[RecordedTurn]) -> None:
        """Process the answer: complete the step, or count it as unhelpful."""
        step = self.now
        if step is None:
            return
        if step.done(turns):
            self.agenda.pop()
        else:
            self.unhelpful += 1
            if step.before_retry is not None:
                self.agenda.append(step.before_retry)
            if self.rng.random() < SHARE_COMPLAINING:
                self.agenda.append(COMPLAINT)

    def _wander(self, turns: Sequence[RecordedTurn]) -> None:
        """Push an interruption onto the agenda, now and then."""
        if self.interrupted < MAX_INTERRUPTIONS and self.rng.random() < self.character.wanders:
            self.agenda.append(self.rng.choice(list_interruptions(turns)))
            self.interrupted += 1

    def _serves(self, label: str) -> bool:
        """Return whether a button says the present step, or names its trade."""
        step = self.agenda[-1]
        if label in [trade.both for trade in step.trades]:
            return True
        return label in step.buttons and self.rng.random() < self.character.presses

    def _say(self, step: GoalStep, turns: Sequence[RecordedTurn]) -> PersonMove:
        trades = (self._lead(turns),) if step.of_leads else step.trades
        sentences = self.bank.find(step.labels, len(trades), step.in_context, step.names_others)
        if step.of_leads and turns and len(turns[-1].shown) >= MIN_LEADS_TO_POINT_AT:
            sentences += self.bank.find(step.labels)

        def can_be_said(sentence: Sentence) -> bool:
            return not sentence.professions or can_fill(sentence, trades)

        chosen = draw_sentence(sentences, self.rng, self.used, can_be_said)
        trades = trades if chosen.professions else ()
        text = noise.NOISE_KINDS[self.character.writes](fill_sentence(chosen, trades), self.rng)
        return PersonMove(text, chosen.labels, tuple(trade.id for trade in trades))

    def _lead(self, turns: Sequence[RecordedTurn]) -> Profession:
        """Draw one of the last shown professions, a refused one only if there is no other."""
        refused = {trade for turn in turns if "react.refuse" in turn.labels for trade in turn.named}
        shown = [trade for turn in turns for trade in turn.shown]
        kept = [trade for trade in shown if trade not in refused]
        last = [trade for trade in kept if trade in turns[-1].shown]
        return self.trades[self.rng.choice(last or kept or shown)]


def _press_button(buttons: Sequence[str], place: int) -> PersonMove:
    return PersonMove(buttons[place], button=place)
