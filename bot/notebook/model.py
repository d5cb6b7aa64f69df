"""The notebook (« carnet »): the state of the four steps, with its rules.

It knows no clock, storage or sentence: each event is a method that receives its time. A method that
cannot apply raises an error of `guidance_errors` and changes nothing. The last word of the person
counts: `like` withdraws a refusal, `refuse` withdraws a like and a decision. Callers must keep out
health, residence status, origin, religion and justice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Optional, Union

from bot.notebook import guidance_errors, serialisation
from bot.notebook.action_events import ActionEvents
from bot.notebook.decision_events import DecisionEvents
from bot.notebook.notebook_entries import (
    ASIDE_QUESTION_KINDS,
    STEPS,
    Fact,
    Interest,
    Like,
    NearOccupations,
    Note,
    Question,
    RatedAnswer,
    Refusal,
)
from bot.notebook.profile_events import ProfileEvents
from bot.notebook.validation import require_aware, require_item_id, require_scale, require_words


class Notebook(ProfileEvents, DecisionEvents, ActionEvents):
    """A person's notebook; the fields are in `NotebookFields`."""

    # rêver

    def add_dream(
        self, words: str, interests: Iterable[int], when: dt.datetime, near: NearOccupations = ()
    ) -> None:
        """Note what the person enjoys, with unconfirmed interests and similar occupations."""
        numbers = list(dict.fromkeys(interests))
        if any(not 1 <= number <= 30 for number in numbers):
            raise guidance_errors.UnknownInterest(numbers)
        note = Note(require_words(words), require_aware(when), tuple(near))
        noted = {interest.number for interest in self.interests}
        self.dreams.append(note)
        self.interests += [Interest(n, note.words, when) for n in numbers if n not in noted]
        self.step = "rever"

    def confirm_interest(self, number: int) -> None:
        """Confirm an interest. Raises NothingFound if it is absent."""
        self._find_interest(number)
        self.interests = [
            replace(kept, confirmed=True) if kept.number == number else kept
            for kept in self.interests
        ]

    def drop_interest(self, number: int) -> Interest:
        """Remove and return an interest, not its words. Raises NothingFound if absent."""
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
        """Rate an item from 1 to 5; replaces an earlier answer."""
        self.answers[require_item_id(item)] = RatedAnswer(require_scale(value), require_aware(when))
        self.skipped.pop(item, None)
        self.step = "reflechir"

    def skip(self, item: str, when: dt.datetime) -> None:
        """Skip an item: it is not asked again and does not count."""
        self.skipped[require_item_id(item)] = require_aware(when)
        self.answers.pop(item, None)
        self.step = "reflechir"

    # explorer

    def like(self, occupation: str, when: dt.datetime, words: str = "") -> None:
        """Like an occupation and withdraw its refusal; the first like sets the date."""
        like = Like(occupation, require_aware(when), words)
        self.refusals = [r for r in self.refusals if r.occupation != occupation]
        if occupation not in self.liked:
            self.likes.append(like)
        self.subject, self.step = occupation, "explorer"

    def add_trial(self, occupation: str, change: str, when: dt.datetime, words: str = "") -> None:
        """Note what a visit, internship or talk changed; a change for the better likes it."""
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
        """Refuse an occupation, or without one what the words name and are similar to."""
        words = words.strip() if occupation else require_words(words)
        refusal = Refusal(occupation, words, require_aware(when), tuple(near))
        if occupation:
            self.refusals = [r for r in self.refusals if r.occupation != occupation]
            self.likes = [like for like in self.likes if like.occupation != occupation]
            self.drop_from_decision(occupation)
            self.drop_from_plan(occupation)
        self.refusals.append(refusal)
        self.step = "explorer"

    def show(self, occupations: Sequence[str]) -> None:
        """Remember the last leads shown, in display order."""
        self.shown = list(occupations)

    def talk_about(self, occupation: Optional[str]) -> None:
        """Remember the occupation under discussion."""
        self.subject = occupation

    @property
    def said(self) -> tuple[Union[Note, Fact], ...]:
        """Return what supports leads: dreams, and facts told in passing."""
        return (*self.dreams, *self.attractions)

    @property
    def liked(self) -> tuple[str, ...]:
        """Return the ids of the liked occupations, oldest first."""
        return tuple(like.occupation for like in self.likes)

    @property
    def drawn_to(self) -> tuple[str, ...]:
        """Return the liked occupations except those that a trial made less attractive."""
        cooled = {trial.occupation for trial in self.trials if trial.change == "less"}
        return tuple(occupation for occupation in self.liked if occupation not in cooled)

    # at any time

    def speak(self, formal: Optional[bool]) -> None:
        """Use « vous » or « tu » from now on; None changes nothing."""
        if formal is not None:
            self.formal = formal

    def go(self, step: Optional[str]) -> None:
        """Enter a step by its name, or leave all (None)."""
        if step is not None and step not in STEPS:
            raise guidance_errors.UnknownStep(step)
        self.step = step

    def open(self, question: Question) -> None:
        """Open a question; it replaces the open one, which an excursion suspends."""
        if question.kind not in ASIDE_QUESTION_KINDS:
            self.aside = None
        elif self.question is not None and self.question.kind not in ASIDE_QUESTION_KINDS:
            self.aside = self.question
        self.question = question

    def back(self) -> bool:
        """Reopen the suspended question; return whether there was one."""
        if self.aside is None:
            return False
        self.open(self.aside)
        return True

    def close_question(self) -> Question:
        """Close and return the open question. Raises NoOpenQuestion if there is none."""
        if self.question is None:
            raise guidance_errors.NoOpenQuestion
        closed, self.question = self.question, None
        return closed

    def to_json(self) -> dict[str, Any]:
        """Return a plain dictionary with its `version`; times are ISO strings in UTC."""
        return {"version": serialisation.VERSION, **serialisation.to_plain(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Notebook:
        """Rebuild a notebook from `to_json`. Raises UnknownVersion if incompatible."""
        notebook: Notebook = serialisation.from_fields(cls, serialisation.upgrade_stored(data))
        return notebook
