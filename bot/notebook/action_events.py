"""Notebook events about next actions: obstacles, a plan B, trials."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.notebook import guidance_errors
from bot.notebook.notebook_entries import (
    OBSTACLE_KEYS,
    PHASES,
    TRIAL_CHANGES,
    Note,
    Obstacle,
    PlanB,
    SaidPhase,
    Trial,
)
from bot.notebook.notebook_fields import NotebookFields
from bot.notebook.validation import require_aware, require_words


class ActionEvents(NotebookFields):
    """Obstacles, trials and open questions."""

    def add_obstacle(self, when: dt.datetime, key: Optional[str] = None, words: str = "") -> None:
        """Note an obstacle once; words noted without a key receive one given later."""
        if key is not None and key not in OBSTACLE_KEYS:
            raise guidance_errors.UnknownObstacle(key)
        words = words.strip() if key else require_words(words)
        obstacle = Obstacle(key, words, require_aware(when))
        if key:
            self.obstacles = [o for o in self.obstacles if o.key or not words or o.words != words]
            noted = [o.key for o in self.obstacles]
        else:
            noted = [o.words for o in self.obstacles]
        if (key or words) not in noted:
            self.obstacles.append(obstacle)

    def drop_obstacle(self, key: str) -> None:
        """Remove an obstacle. Raises NothingFound if it is absent."""
        if key not in [obstacle.key for obstacle in self.obstacles]:
            raise guidance_errors.NothingFound(key)
        self.obstacles = [obstacle for obstacle in self.obstacles if obstacle.key != key]

    def set_plan_b(self, occupation: Optional[str], when: dt.datetime, study: str = "") -> None:
        """Set the fallback for the first choice, an occupation or a study; there is only one."""
        self.plan_b = PlanB(
            occupation, require_aware(when), "" if occupation else require_words(study)
        )

    def add_trial(self, occupation: str, change: str, when: dt.datetime, words: str = "") -> None:
        """Note the effect of a visit, internship or talk; replaces an earlier one of the
        occupation.
        """
        if change not in TRIAL_CHANGES:
            raise guidance_errors.UnknownChange(change)
        self.trials = [trial for trial in self.trials if trial.occupation != occupation]
        self.trials.append(Trial(occupation, change, require_aware(when), words.strip()))

    def set_said_phase(self, phase: str, estimated: str) -> None:
        """Set the phase that the person named, with the one estimated at that time."""
        if phase not in PHASES or estimated not in PHASES:
            raise guidance_errors.UnknownPhase(phase, estimated)
        self.said_phase = SaidPhase(phase, estimated)

    def add_open_question(self, words: str, when: dt.datetime) -> None:
        """Note a question to ask later."""
        note = Note(require_words(words), require_aware(when))
        if note.words not in [kept.words for kept in self.open_questions]:
            self.open_questions.append(note)
