"""The part of a notebook about what the person does next: obstacles, a plan B, what was tried."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Optional

from bot.guidance import errors
from bot.guidance.checks import aware, said
from bot.guidance.entries import CHANGES, OBSTACLES, PHASES, Note, Obstacle, PlanB, SaidPhase, Trial


@dataclass
class Doing:
    """What stands in the way and what was tried.

    `open_questions`: what the person still wants to find out, in their words. `said_phase`: where
    they say they stand, when the estimate of `readiness` was wrong (see there).
    """

    obstacles: list[Obstacle] = field(default_factory=list)
    plan_b: Optional[PlanB] = None
    trials: list[Trial] = field(default_factory=list)
    open_questions: list[Note] = field(default_factory=list)
    said_phase: Optional[SaidPhase] = None

    def meet_obstacle(self, when: dt.datetime, key: Optional[str] = None, words: str = "") -> None:
        """Note what stands in the way, by its key or in the person's words; once each.

        Words that were noted without a key get it when they come again with one.
        """
        if key is not None and key not in OBSTACLES:
            raise errors.UnknownObstacle(key)
        words = words.strip() if key else said(words)
        obstacle = Obstacle(key, words, aware(when))
        if key:
            self.obstacles = [o for o in self.obstacles if o.key or not words or o.words != words]
            known = [o.key for o in self.obstacles]
        else:
            known = [o.words for o in self.obstacles]
        if (key or words) not in known:
            self.obstacles.append(obstacle)

    def pass_obstacle(self, key: str) -> None:
        """It stands in the way no more. NothingFound if it is not there."""
        if key not in [obstacle.key for obstacle in self.obstacles]:
            raise errors.NothingFound(key)
        self.obstacles = [obstacle for obstacle in self.obstacles if obstacle.key != key]

    def keep_plan_b(self, occupation: Optional[str], when: dt.datetime, study: str = "") -> None:
        """What to do if the first choice fails, an occupation or a study; one at a time."""
        self.plan_b = PlanB(occupation, aware(when), "" if occupation else said(study))

    def try_out(self, occupation: str, change: str, when: dt.datetime, words: str = "") -> None:
        """What a visit, an internship or a talk changed; the last one of an occupation counts."""
        if change not in CHANGES:
            raise errors.UnknownChange(change)
        self.trials = [trial for trial in self.trials if trial.occupation != occupation]
        self.trials.append(Trial(occupation, change, aware(when), words.strip()))

    def stand(self, phase: str, estimated: str) -> None:
        """Where the person says they stand, against what was estimated then."""
        if phase not in PHASES or estimated not in PHASES:
            raise errors.UnknownPhase(phase, estimated)
        self.said_phase = SaidPhase(phase, estimated)

    def wonder(self, words: str, when: dt.datetime) -> None:
        """Note a question to take along."""
        note = Note(said(words), aware(when))
        if note.words not in [kept.words for kept in self.open_questions]:
            self.open_questions.append(note)
