"""Notebook events about choosing: comparison, grid, decision and plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Optional

from bot.notebook import guidance_errors
from bot.notebook.notebook_entries import Comparison, Decision, Grid, PlanStep, Question
from bot.notebook.notebook_fields import NotebookFields
from bot.notebook.validation import require_aware, require_criterion_key, require_scale


class DecisionEvents(NotebookFields):
    """A decision is never refused; a refused occupation is neither compared nor planned."""

    @property
    def refused(self) -> tuple[str, ...]:
        """Return the ids of the refused occupations, oldest first."""
        return tuple(r.occupation for r in self.refusals if r.occupation)

    def find_refusal_reason(self, occupation: str) -> str:
        """Return the words that refused an occupation, else what was refused with it, or ""."""
        turns = [each.when for each in self.refusals if each.occupation == occupation]
        said = [each.words for each in self.refusals if each.when in turns[-1:] and each.words]
        return said[-1] if said else ""

    @property
    def refused_words(self) -> tuple[str, ...]:
        """Return the words of the refusals that are not about one occupation, oldest first."""
        return tuple(r.words for r in self.refusals if not r.occupation)

    def compare(self, occupations: Sequence[str], when: dt.datetime) -> None:
        """Compare two or three occupations; repeating a comparison keeps its date."""
        if len(set(occupations)) != len(occupations) or len(occupations) not in (2, 3):
            raise guidance_errors.WrongComparison(tuple(occupations))
        self._require_not_refused(*occupations)
        compared = Comparison(tuple(occupations), require_aware(when))
        if self.comparison and set(self.compared) == set(occupations):
            compared = replace(compared, when=self.comparison.when)
        self.comparison = compared
        for other in set(self.grid.ratings) - set(occupations):
            self.grid.drop(other)
        self.step = "decider"

    def weight(self, criterion: str, value: int, when: dt.datetime) -> None:
        """Set the weight of a criterion, 1 to 5."""
        weights = {**self.grid.weights, require_criterion_key(criterion): require_scale(value)}
        self.grid = replace(self.grid, weights=weights, when=require_aware(when))
        self.step = "decider"

    def rate(self, occupation: str, criterion: str, value: int, when: dt.datetime) -> None:
        """Rate a compared occupation on a criterion, 1 to 5."""
        if occupation not in self.compared:
            raise guidance_errors.NotCompared(occupation)
        rated = {
            **self.grid.ratings.get(occupation, {}),
            require_criterion_key(criterion): require_scale(value),
        }
        ratings = {**self.grid.ratings, occupation: rated}
        self.grid = replace(self.grid, ratings=ratings, when=require_aware(when))
        self.step = "decider"

    @property
    def compared(self) -> tuple[str, ...]:
        """Return the ids of the compared occupations, in the order in which they were named."""
        return self.comparison.occupations if self.comparison else ()

    def decide(
        self,
        occupation: Optional[str],
        when: dt.datetime,
        words: str = "",
        provisional: bool = True,
        study: str = "",
    ) -> None:
        """Note a decision for an occupation or a study, or for neither: to leave it open.

        The previous plan is dropped, and so is a plan B with the same aim.
        """
        if occupation:
            self._require_not_refused(occupation)
        self.decision = Decision(occupation, require_aware(when), words, provisional, study.strip())
        if self.plan_b is not None and self.plan_b.aim == self.decision.aim:
            self.plan_b = None
        self.plan, self.subject = [], occupation or self.subject
        self.step = "decider"

    def schedule(self, steps: Sequence[PlanStep]) -> None:
        """Set the plan: three to seven steps with rising dates."""
        days = [step.due for step in steps]
        if not 3 <= len(days) <= 7 or days != sorted(days):
            raise guidance_errors.WrongPlan(days)
        self.plan, self.step = list(steps), "decider"

    def _require_not_refused(self, *occupations: str) -> None:
        for occupation in occupations:
            if occupation in self.refused:
                raise guidance_errors.RefusedOccupation(occupation)

    def drop_decision(self) -> None:
        """Remove the decision, and the plan that led to it."""
        self.decision, self.plan = None, []

    def drop_from_decision(self, occupation: str) -> None:
        """Remove an occupation from comparison and decision; a comparison of one is removed."""
        self.grid.drop(occupation)
        if self.comparison and occupation in self.compared:
            others = tuple(each for each in self.compared if each != occupation)
            left = replace(self.comparison, occupations=others)
            self.comparison = left if len(others) > 1 else None
            self.close_questions(self._is_obsolete_cell)
        if self.decision and self.decision.occupation == occupation:
            self.drop_decision()

    def drop_from_plan(self, aim: str) -> None:
        """Remove an occupation or a study from the plan and the plan B."""
        if any(step.about == aim for step in self.plan):
            self.plan = []
        if self.plan_b and self.plan_b.aim == aim:
            self.plan_b = None

    def drop_grid(self) -> None:
        """Remove the grid, and an open question about one of its cells."""
        self.grid = Grid()
        self.close_questions(lambda question: question.kind == "grid")

    def drop_comparison(self) -> None:
        """Remove the comparison and its ratings; the weights stay."""
        for occupation in self.compared:
            self.grid.drop(occupation)
        self.comparison = None
        self.close_questions(lambda question: question.kind == "grid")

    def close_questions(self, is_about: Callable[[Question], bool]) -> None:
        """Close the open and the suspended question if they are about what was removed."""
        if self.question and is_about(self.question):
            self.question = None
        if self.aside and is_about(self.aside):
            self.aside = None

    def _is_obsolete_cell(self, question: Question) -> bool:
        """Return whether it asks for a rating of an occupation that is no longer compared."""
        return question.kind == "grid" and not {*question.values[1:]} <= {*self.compared}
