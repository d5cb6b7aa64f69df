"""Notebook events about the person: facts, skills from experience, wishes, values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Optional

from bot.notebook import guidance_errors
from bot.notebook.notebook_entries import (
    ATTRACTING_FACT_KINDS,
    FACT_KINDS,
    Fact,
    NearOccupations,
    RatedAnswer,
    Skill,
    StudiesLimit,
    Value,
)
from bot.notebook.notebook_fields import NotebookFields
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.notebook.validation import (
    require_aware,
    require_scale,
    require_value_key,
    require_wish_key,
    require_words,
)
from bot.notebook.wishes import AVOIDED, MAX_VALUES, STUDIES, WISHES


class ProfileEvents(NotebookFields):
    """Facts, skills, wishes and values."""

    @property
    def limit_level(self) -> Optional[int]:
        """Return the longest studies (CFC level) that the person accepts, None for no limit."""
        return self.studies_limit.level if self.studies_limit else None

    def tell(self, kind: str, words: str, when: dt.datetime, near: NearOccupations = ()) -> None:
        """Note a fact once. Raises UnknownFact unless `kind` is one of `FACT_KINDS`."""
        if kind not in FACT_KINDS:
            raise guidance_errors.UnknownFact(kind)
        fact = Fact(kind, require_words(words), require_aware(when), tuple(near))
        if fact.words not in [kept.words for kept in self.facts]:
            self.facts.append(fact)

    @property
    def attractions(self) -> list[Fact]:
        """Return the facts that support leads."""
        return [fact for fact in self.facts if fact.kind in ATTRACTING_FACT_KINDS]

    def add_experience(self, words: str, skills: Iterable[int], when: dt.datetime) -> None:
        """Note an experience, with the unconfirmed skills found in it."""
        words, noted = require_words(words), {skill.number for skill in self.skills}
        numbers = dict.fromkeys(number for number in skills if number not in noted)
        self.skills += [Skill(number, words, require_aware(when)) for number in numbers]

    def confirm_skill(self, number: int) -> None:
        """Confirm a skill. Raises NothingFound if it is absent."""
        self._find_skill(number)
        self.skills = [
            replace(kept, confirmed=True) if kept.number == number else kept for kept in self.skills
        ]

    def drop_skill(self, number: int) -> Skill:
        """Remove and return a skill. Raises NothingFound if it is absent."""
        dropped = self._find_skill(number)
        self.skills.remove(dropped)
        return dropped

    def wish(self, key: str, value: int, when: dt.datetime) -> None:
        """Set a wish from 1 to 5; the one for long studies also sets or lifts the limit."""
        self.wishes[require_wish_key(key)] = RatedAnswer(require_scale(value), require_aware(when))
        self.passed_wishes = [passed for passed in self.passed_wishes if passed != key]
        if key == STUDIES and value <= AVOIDED:
            self.limit(MAX_SHORT_STUDIES_LEVEL, when)
        elif key == STUDIES:
            self.lift_studies_limit()

    def skip_wish(self, key: str) -> None:
        """Skip a wish: it is not asked again and does not count."""
        if self.wishes.pop(require_wish_key(key), None) is not None and key == STUDIES:
            self.lift_studies_limit()
        if key not in self.passed_wishes:
            self.passed_wishes.append(key)

    def drop_wish(self, key: str) -> None:
        """Remove a wish and its limit. Raises NothingFound if both are absent."""
        limits = key == STUDIES and self.limit_level is not None
        if key not in self.wishes and not limits:
            raise guidance_errors.NothingFound(key)
        self.wishes.pop(key, None)
        if key == STUDIES:
            self.lift_studies_limit()

    def restart_wishes(self) -> None:
        """Remove all wishes and the limits that they set."""
        if STUDIES in self.wishes:
            self.lift_studies_limit()
        self.wishes.clear()
        self.passed_wishes.clear()

    def find_next_wish(self) -> Optional[str]:
        """Return the first wish neither answered nor skipped, None at the end."""
        done = {*self.wishes, *self.passed_wishes}
        return next((key for key in WISHES if key not in done), None)

    def limit(self, level: int, when: dt.datetime) -> None:
        """Set the longest studies that the person accepts (CFC level)."""
        if not 1 <= level <= 8:
            raise guidance_errors.OutOfScale(level)
        self.studies_limit = StudiesLimit(level, require_aware(when))

    def lift_studies_limit(self) -> None:
        """Accept studies of any length."""
        self.studies_limit = None

    def hold(self, value: str, when: dt.datetime) -> None:
        """Add a value. Raises TooManyValues if there are three already."""
        if require_value_key(value) in [held.key for held in self.values]:
            return
        if len(self.values) >= MAX_VALUES:
            raise guidance_errors.TooManyValues(value)
        self.values.append(Value(value, require_aware(when)))

    def let_go(self, value: str) -> None:
        """Remove a value. Raises NothingFound if it is absent."""
        if value not in [held.key for held in self.values]:
            raise guidance_errors.NothingFound(value)
        self.values = [held for held in self.values if held.key != value]

    def _find_skill(self, number: int) -> Skill:
        for skill in self.skills:
            if skill.number == number:
                return skill
        raise guidance_errors.NothingFound(number)
