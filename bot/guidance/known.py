"""The part of a notebook about the person: skills from what they did, wishes, values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Optional

from bot.guidance import errors
from bot.guidance.checks import aware, said, scale, value_key, wish_key
from bot.guidance.entries import ATTRACTING, FACTS, Fact, Limit, Near, Rated, Skill, Value
from bot.guidance.levels import SHORT_STUDIES
from bot.guidance.wishes import AVOIDED, MOST_VALUES, STUDIES


@dataclass
class Known:
    """Each is told, corrected and removed like the rest of the notebook."""

    facts: list[Fact] = field(default_factory=list)
    skills: list[Skill] = field(default_factory=list)
    wishes: dict[str, Rated] = field(default_factory=dict)
    passed_wishes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    studies_limit: Optional[Limit] = None

    @property
    def limit_level(self) -> Optional[int]:
        """The longest studies (CFC level) that the *person* asked for, None for no limit."""
        return self.studies_limit.level if self.studies_limit else None

    def tell(self, kind: str, words: str, when: dt.datetime, near: Near = ()) -> None:
        """Note a fact told in passing, once. UnknownFact: `kind` is none of `FACTS`."""
        if kind not in FACTS:
            raise errors.UnknownFact(kind)
        fact = Fact(kind, said(words), aware(when), tuple(near))
        if fact.words not in [kept.words for kept in self.facts]:
            self.facts.append(fact)

    @property
    def attractions(self) -> list[Fact]:
        """The facts that speak for leads."""
        return [fact for fact in self.facts if fact.kind in ATTRACTING]

    def experience(self, words: str, skills: Iterable[int], when: dt.datetime) -> None:
        """Note what the person did, with the skills read in it, not yet confirmed."""
        words, known = said(words), {skill.number for skill in self.skills}
        numbers = dict.fromkeys(number for number in skills if number not in known)
        self.skills += [Skill(number, words, aware(when)) for number in numbers]

    def confirm_skill(self, number: int) -> None:
        """The person said that this skill was read rightly. NothingFound if it is not there."""
        self._skill(number)
        self.skills = [
            replace(kept, confirmed=True) if kept.number == number else kept for kept in self.skills
        ]

    def drop_skill(self, number: int) -> Skill:
        """The person said that it was read wrongly. NothingFound if it is not there."""
        dropped = self._skill(number)
        self.skills.remove(dropped)
        return dropped

    def wish(self, key: str, value: int, when: dt.datetime) -> None:
        """From 1 (« surtout pas ») to 5 (« j'y tiens »); a new answer replaces the former.

        Of long studies it also sets the limit, or lifts it.
        """
        self.wishes[wish_key(key)] = Rated(scale(value), aware(when))
        self.passed_wishes = [passed for passed in self.passed_wishes if passed != key]
        if key == STUDIES and value <= AVOIDED:
            self.limit(SHORT_STUDIES, when)
        elif key == STUDIES:
            self.lift_limit()

    def pass_wish(self, key: str) -> None:
        """Leave a wish open: it is not asked again and counts for nothing."""
        if self.wishes.pop(wish_key(key), None) is not None and key == STUDIES:
            self.lift_limit()
        if key not in self.passed_wishes:
            self.passed_wishes.append(key)

    def drop_wish(self, key: str) -> None:
        """Take a wish out again, with what it limited. NothingFound if nothing of it is there."""
        limits = key == STUDIES and self.limit_level is not None
        if key not in self.wishes and not limits:
            raise errors.NothingFound(key)
        self.wishes.pop(key, None)
        if key == STUDIES:
            self.lift_limit()

    def restart_wishes(self) -> None:
        """Forget every wish, with what they limited."""
        if STUDIES in self.wishes:
            self.lift_limit()
        self.wishes.clear()
        self.passed_wishes.clear()

    def limit(self, level: int, when: dt.datetime) -> None:
        """The longest studies that the *person* asks for (CFC level); replaces the former."""
        if not 1 <= level <= 8:
            raise errors.OutOfScale(level)
        self.studies_limit = Limit(level, aware(when))

    def lift_limit(self) -> None:
        """Studies of any length, from now on."""
        self.studies_limit = None

    def hold(self, value: str, when: dt.datetime) -> None:
        """Add what counts most; TooManyValues beyond three."""
        if value_key(value) in [held.key for held in self.values]:
            return
        if len(self.values) >= MOST_VALUES:
            raise errors.TooManyValues(value)
        self.values.append(Value(value, aware(when)))

    def let_go(self, value: str) -> None:
        """Take a value out again. NothingFound if it is not there."""
        if value not in [held.key for held in self.values]:
            raise errors.NothingFound(value)
        self.values = [held for held in self.values if held.key != value]

    def _skill(self, number: int) -> Skill:
        for skill in self.skills:
            if skill.number == number:
                return skill
        raise errors.NothingFound(number)
