"""The notebook (« carnet »): the state of the four steps, with its rules.

No clock, no storage, no sentence: each event is a method that gets its time. A method that cannot
apply raises an error of `bot.notebook.guidance_errors` and changes nothing. The person's last word
counts: liking takes a refusal back, refusing takes a like and a decision back. Only what the person
said comes in here; keeping out health, residence status, origin, religion and justice is the
caller's duty, before these methods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Optional, Union

from bot.notebook import guidance_errors, removal, serialisation
from bot.notebook.action_fields import ActionFields
from bot.notebook.notebook_entries import (
    ASIDE_QUESTION_KINDS,
    STEPS,
    Comparison,
    Decision,
    Fact,
    Grid,
    Interest,
    Like,
    NearOccupations,
    Note,
    PlanStep,
    Question,
    RatedAnswer,
    Refusal,
    RemovalResult,
)
from bot.notebook.profile_fields import ProfileFields
from bot.notebook.validation import (
    require_aware,
    require_criterion_key,
    require_item_id,
    require_scale,
)
from bot.notebook.validation import require_words as not_empty


@dataclass
class Notebook(ProfileFields, ActionFields):
    """One person's notebook.

    `aside`: the question that waits while an appointment or a human is talked about.
    `shown` and `subject` resolve « le deuxième » and « ça »; `formal`: whether they are told
    « vous »; None until they said or wrote which. `whom`: for whom they ask
    (`audience.find_audience`).
    """

    dreams: list[Note] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    likes: list[Like] = field(default_factory=list)
    answers: dict[str, RatedAnswer] = field(default_factory=dict)
    skipped: dict[str, dt.datetime] = field(default_factory=dict)
    comparison: Optional[Comparison] = None
    grid: Grid = field(default_factory=Grid)
    decision: Optional[Decision] = None
    plan: list[PlanStep] = field(default_factory=list)
    question: Optional[Question] = None
    aside: Optional[Question] = None
    step: Optional[str] = None
    shown: list[str] = field(default_factory=list)
    subject: Optional[str] = None
    formal: Optional[bool] = None
    whom: Optional[str] = None

    # rêver

    def add_dream(
        self, words: str, interests: Iterable[int], when: dt.datetime, near: NearOccupations = ()
    ) -> None:
        """Note what the person enjoys, with the interests read in it, not yet confirmed, and the
        occupations whose descriptions it is near to."""
        numbers = list(dict.fromkeys(interests))
        if any(not 1 <= number <= 30 for number in numbers):
            raise guidance_errors.UnknownInterest(numbers)
        note = Note(not_empty(words), require_aware(when), tuple(near))
        known = {interest.number for interest in self.interests}
        self.dreams.append(note)
        self.interests += [Interest(n, note.words, when) for n in numbers if n not in known]
        self.step = "rever"

    def confirm_interest(self, number: int) -> None:
        """The person said that this interest was read rightly. NothingFound if it is not there."""
        self._find_interest(number)
        self.interests = [
            replace(kept, confirmed=True) if kept.number == number else kept
            for kept in self.interests
        ]

    def drop_interest(self, number: int) -> Interest:
        """The person said that it was read wrongly; their words stay. NothingFound if absent."""
        dropped = self._find_interest(number)
        self.interests.remove(dropped)
        return dropped

    def _find_interest(self, number: int) -> Interest:
        for interest in self.interests:
            if interest.number == number:
                return interest
        raise guidance_errors.NothingFound(number)

    # réfléchir

    def answer(self, item: str, value: int, when: dt.datetime) -> None:
        """Rate an item from 1 to 5; a new answer replaces the former."""
        self.answers[require_item_id(item)] = RatedAnswer(require_scale(value), require_aware(when))
        self.skipped.pop(item, None)
        self.step = "reflechir"

    def skip(self, item: str, when: dt.datetime) -> None:
        """Pass an item: it is not asked again and counts for nothing."""
        self.skipped[require_item_id(item)] = require_aware(when)
        self.answers.pop(item, None)
        self.step = "reflechir"

    def restart_questionnaire(self) -> None:
        """Forget every answer to the questionnaire."""
        self.answers.clear()
        self.skipped.clear()

    # explorer

    def like(self, occupation: str, when: dt.datetime, words: str = "") -> None:
        """Keep an occupation; takes back its refusal. The first like keeps its date."""
        like = Like(occupation, require_aware(when), words)
        self.refusals = [r for r in self.refusals if r.occupation != occupation]
        if occupation not in self.liked:
            self.likes.append(like)
        self.subject, self.step = occupation, "explorer"

    def add_trial(self, occupation: str, change: str, when: dt.datetime, words: str = "") -> None:
        """What a visit, an internship or a talk changed; « plus envie » keeps the occupation."""
        super().add_trial(occupation, change, when, words)
        if change == "more":
            self.like(occupation, when)

    def refuse(
        self,
        words: str,
        when: dt.datetime,
        occupation: Optional[str] = None,
        near: NearOccupations = (),
    ) -> None:
        """Refuse an occupation (words optional) or, without one, what the words say and are near
        to."""
        words = words.strip() if occupation else not_empty(words)
        refusal = Refusal(occupation, words, require_aware(when), tuple(near))
        if occupation:
            self.refusals = [r for r in self.refusals if r.occupation != occupation]
            self.likes = [like for like in self.likes if like.occupation != occupation]
            removal.drop_from_decision(self, occupation)
            removal.drop_from_plan(self, occupation)
        self.refusals.append(refusal)
        self.step = "explorer"

    def show(self, occupations: Sequence[str]) -> None:
        """Remember the last leads shown, in their order on screen."""
        self.shown = list(occupations)

    def talk_about(self, occupation: Optional[str]) -> None:
        """Remember the occupation spoken about."""
        self.subject = occupation

    @property
    def said(self) -> tuple[Union[Note, Fact], ...]:
        """What the person said that speaks for leads: dreams, and facts told in passing."""
        return (*self.dreams, *self.attractions)

    @property
    def liked(self) -> tuple[str, ...]:
        """Ids of the occupations kept, oldest first."""
        return tuple(like.occupation for like in self.likes)

    @property
    def drawn_to(self) -> tuple[str, ...]:
        """Those kept that a trial did not cool: what other leads may be near to."""
        cooled = {trial.occupation for trial in self.trials if trial.change == "less"}
        return tuple(occupation for occupation in self.liked if occupation not in cooled)

    @property
    def refused(self) -> tuple[str, ...]:
        """Ids of the occupations refused, oldest first."""
        return tuple(r.occupation for r in self.refusals if r.occupation)

    # décider

    def compare(self, occupations: Sequence[str], when: dt.datetime) -> None:
        """Put two or three occupations side by side; ratings of the others are dropped.

        The same ones again keep the time they were first put so.
        """
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
        """How much a criterion counts, 1 to 5."""
        weights = {**self.grid.weights, require_criterion_key(criterion): require_scale(value)}
        self.grid = replace(self.grid, weights=weights, when=require_aware(when))
        self.step = "decider"

    def rate(self, occupation: str, criterion: str, value: int, when: dt.datetime) -> None:
        """How well a compared occupation does on a criterion, 1 to 5."""
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
        """Ids of the occupations side by side, in the order they were named."""
        return self.comparison.occupations if self.comparison else ()

    def decide(
        self,
        occupation: Optional[str],
        when: dt.datetime,
        words: str = "",
        provisional: bool = True,
        study: str = "",
    ) -> None:
        """Note a decision for an occupation or a study, or (neither) that the person leaves it
        open. An older plan goes, and what is chosen is no longer the plan B."""
        if occupation:
            self._require_not_refused(occupation)
        self.decision = Decision(occupation, require_aware(when), words, provisional, study.strip())
        if self.plan_b is not None and self.plan_b.aim == self.decision.aim:
            self.plan_b = None
        self.plan, self.subject = [], occupation or self.subject
        self.step = "decider"

    def schedule(self, steps: Sequence[PlanStep]) -> None:
        """Keep a plan of three to seven steps with rising dates."""
        days = [step.due for step in steps]
        if not 3 <= len(days) <= 7 or days != sorted(days):
            raise guidance_errors.WrongPlan(days)
        self.plan, self.step = list(steps), "decider"

    def _require_not_refused(self, *occupations: str) -> None:
        for occupation in occupations:
            if occupation in self.refused:
                raise guidance_errors.RefusedOccupation(occupation)

    # at any time

    def speak(self, formal: Optional[bool]) -> None:
        """Speak with « vous » or « tu » from now on; None changes nothing."""
        if formal is not None:
            self.formal = formal

    def go(self, step: Optional[str]) -> None:
        """Enter a step by its name, or leave them all (None)."""
        if step is not None and step not in STEPS:
            raise guidance_errors.UnknownStep(step)
        self.step = step

    def open(self, question: Question) -> None:
        """Open a question; it replaces the one that stood, which waits while the talk is aside."""
        if question.kind not in ASIDE_QUESTION_KINDS:
            self.aside = None
        elif self.question is not None and self.question.kind not in ASIDE_QUESTION_KINDS:
            self.aside = self.question
        self.question = question

    def back(self) -> bool:
        """Open what waited while the talk was aside; False when nothing did."""
        if self.aside is None:
            return False
        self.open(self.aside)
        return True

    def close_question(self) -> Question:
        """Close the open question and return it. NoOpenQuestion if there is none."""
        if self.question is None:
            raise guidance_errors.NoOpenQuestion
        closed, self.question = self.question, None
        return closed

    def remove(self, what: str) -> RemovalResult:
        """Take out an occupation or an item by id, or the notes whose words match.

        Nothing of it stays anywhere in the notebook. NothingFound if nothing matches.
        """
        return removal.remove_entry(self, what)

    def take_back(self, what: str) -> tuple[str, ...]:
        """What was refused or limits, and is taken after all: the words of each that is gone."""
        return removal.withdraw_refusals(self, what)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary with its `version`; dates as ISO text in UTC."""
        return serialisation.encode(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Notebook:
        """Rebuild a notebook from `to_json`. UnknownVersion if written by another version."""
        return cls(**serialisation.decode(data))
