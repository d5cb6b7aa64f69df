"""Rewriting of date expressions to signs, step by step.

« mardi apres 16h » → « mardi apres T0 » → « D1 apres T0 » → « D1 W2 ».
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Optional

from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.date_vocabulary import (
    CANNOT,
    DAY_END,
    DAY_START,
    FROM,
    FROM_HOUR,
    HOUR_PATTERN,
    NOT,
    PARTS_OF_DAY,
    TO,
    UNTIL,
    UNTIL_HOUR,
    TimeRange,
)
from bot.booking.date_expressions.day_expressions import DAY_RULES, DaySet, NamedGroups
from bot.booking.local_time import days_between

_OPEN_RANGE_DAYS = 14  # of « à partir de mardi »
_MAX_RANGE_DAYS = 62
_DAY = dt.timedelta(days=1)
_SIGN = r"(?:D\d+(?: (?:a |vers )?[PTW]\d+)?|[PTW]\d+)"
_SIGN_LIST = rf"{_SIGN}(?: (?:et|ou|ni)(?: (?:le|la|les|pas|a|vers))* {_SIGN})*"

Match = re.Match[str]


class NoSuchTime(BookingError):
    """The time does not exist: « 27h », « 14h75 »."""

    code = "booking_no_such_time"


class ExpressionRewriter:
    """A text in which expressions are replaced by signs.

    A sign is a letter (D: days, T: time, P: part of the day, W: window of hours) and the index of
    its meaning in `items`.
    """

    def __init__(self, text: str, today: dt.date, own_day: Optional[dt.date] = None) -> None:
        """Rewrite `text`, which is normalised and lower-case. Raises NoSuchDay, NoSuchTime.

        `own_day`: that of the appointment to move, « du 2 au 4 » is from there.
        """
        self.text, self.today, self.own_day = text, today, own_day
        self.items: list[Any] = []
        self._mark("T", HOUR_PATTERN, self._clock)
        for pattern, rule in DAY_RULES:
            self._mark("D", pattern, partial(self._apply_rule, rule))
        for pattern, span in PARTS_OF_DAY:
            self._mark("P", pattern, partial(_return_span, span))
        self._mark("D", rf"(?:de |du |entre )(?:le )?D(\d+) {TO} (?:le )?D(\d+)", self._range)
        self._mark("D", r"D(\d+) (?:au?|-) (?:le )?D(\d+)", self._range)
        self._mark("D", rf"({FROM}|{UNTIL})(?: le| la| les)? D(\d+)", self._resolve_bound)
        self._mark("W", rf"(?:de |entre )T(\d+) ?{TO} ?T(\d+)", self._window)
        self._mark("W", r"T(\d+) ?(?:a|-) ?T(\d+)", self._window)
        self._mark("W", rf"apres T(\d+) {CANNOT}", self._until)
        self._mark("W", rf"avant T(\d+) {CANNOT}", self._from)
        self._mark("W", rf"(?:{FROM_HOUR}) T(\d+)", self._from)
        self._mark("W", rf"(?:{UNTIL_HOUR}) T(\d+)", self._until)

    def take(self, pattern: str) -> list[str]:
        """Remove the matches of a pattern from the text and return them."""
        compiled = _compile_whole_words(pattern)
        matches = [match[0] for match in compiled.finditer(self.text)]
        self.text = " ".join(compiled.sub(" ", self.text).split())
        return matches

    def take_ruled_out(self) -> list[Any]:
        """Remove the excluded days, parts of the day and times, and return them.

        « pas lundi matin » excludes the whole Monday, so that nothing refused is offered; « lundi
        matin je peux pas, l'après-midi oui » only its morning.
        """
        refused = [*self.take(rf"{_SIGN_LIST} {CANNOT}"), *self.take(rf"{NOT} {_SIGN_LIST}")]
        if len(refused) == 1 and re.search(r"[PTW]\d", self.text) and "D" not in self.text:
            kept = re.search(r"(D\d+) (?:a |vers )?[PTW]\d+", refused[0])
            if kept is not None:
                self.text += f" {kept[1]}"
                refused[0] = refused[0].replace(kept[1], "")
        signs = [re.sub(r"(D\d+) (?:a |vers )?[PTW]\d+", r"\1", words) for words in refused]
        return [self._at(number) for words in signs for number in re.findall(r"[DPTW](\d+)", words)]

    def left(self, sign: str) -> list[Any]:
        """Return the meanings of the remaining signs of a letter."""
        return [self._at(number) for number in re.findall(rf"{sign}(\d+)", self.text)]

    def _at(self, number: str) -> Any:
        return self.items[int(number)]

    def _mark(self, sign: str, pattern: str, meaning: Callable[[Match], Any]) -> None:
        def put(match: Match) -> str:
            item = meaning(match)
            if item is None:
                return " "
            self.items.append(item)
            return f" {sign}{len(self.items) - 1} "

        self.text = " ".join(_compile_whole_words(pattern).sub(put, self.text).split())

    def _clock(self, match: Match) -> dt.time:
        """Resolve a time: « 4h » is 16:00, « 04h » and « 4h du matin » are 4:00, « 8h ce soir » is
        20:00."""
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            raise NoSuchTime(match[0])
        is_early = hour < 7 and match[1][0] != "0" and not _is_near(match, "mat")
        is_afternoon = is_early or _is_near(match, "soir")
        hour += 12 if 0 < hour < 12 and is_afternoon else 0
        if match[3]:
            minute = 15 if match[3] == "quart" else 30
        if match[4]:
            hour, minute = (hour - 1) % 24, 45
        return dt.time(hour, minute)

    def _range(self, match: Match) -> DaySet:
        """Resolve « du 3 au 7 », « de lundi à mercredi »: both ends are included."""
        first, last = self._at(match[1]).days[0], self._at(match[2]).days[0]
        if self._is_own(self._at(match[1])) and len(self._at(match[2]).days) == 1:
            return self._at(match[2])  # the appointment is moved there
        if last < first and self._at(match[2]).weekday is not None:
            last += 7 * _DAY
        last = min(max(first, last), first + _MAX_RANGE_DAYS * _DAY)
        return DaySet(tuple(days_between(first, last)), span=True)

    def _is_own(self, days: DaySet) -> bool:
        """Whether days are that of the appointment to move, by their date or weekday."""
        own = self.own_day
        return own is not None and (days.days == (own,) or days.weekday == own.weekday())

    def _resolve_bound(self, match: Match) -> DaySet:
        """Resolve a bound: « avant », « après » exclude the day, « jusque », « dès » include it."""
        word, days = match[1], self._at(match[2]).days
        if self._at(match[2]).weekday is not None:
            days = days[:1]  # « le vendredi »
        if re.fullmatch(UNTIL, word):
            last = days[0] - _DAY if word == "avant" else days[0]
            return DaySet(tuple(days_between(min(self.today, last), last)), span=True, bound=True)
        first = (
            days[-1] + _DAY
            if word in ("apres", "apre", "ap", "au dela de", "au dela du")
            else days[0]
        )
        return DaySet(
            tuple(days_between(first, first + _OPEN_RANGE_DAYS * _DAY)), span=True, bound=True
        )

    def _apply_rule(
        self, rule: Callable[[NamedGroups, dt.date], Optional[DaySet]], match: Match
    ) -> Optional[DaySet]:
        return rule(match.groupdict(), self.today)

    def _from(self, match: Match) -> TimeRange:
        return self._at(match[1]), DAY_END

    def _until(self, match: Match) -> TimeRange:
        return DAY_START, self._at(match[1])

    def _window(self, match: Match) -> TimeRange:
        first, last = sorted((self._at(match[1]), self._at(match[2])))
        return first, last if first < last else DAY_END  # « midi - midi »


def _is_near(match: Match, word: str) -> bool:
    """Whether a word with this prefix is next to a match: « 8h lundi soir », « soir vers 8h »."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(
        re.match(rf" (?:(?!ou |et )\w+ )?{word}", after)
        or re.search(rf"(?<!\w){word}\w*(?: (?:a|vers|des|apres|pour))? $", before)
    )


def _return_span(span: TimeRange, match: Match) -> TimeRange:
    return span


@cache
def _compile_whole_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern to match whole words."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.ASCII)
