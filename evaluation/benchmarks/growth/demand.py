"""What people are assumed to do in the arithmetic on paper: none of it was measured."""

from __future__ import annotations

from dataclasses import dataclass

MONTH_DAYS, KEPT_DAYS = 30, 30
# Share of a core that is planned for: beyond it, waits grow faster than the work.
PLANNED_SHARE = 0.6
# Commits of a turn: the accept of the message, and the answer.
COMMITS = 2
# What is computed, how, and the result.
ArithmeticRow = tuple[str, str, str]


@dataclass(frozen=True)
class Demand:
    """People and their turns in a month, the share of typed ones, the busiest day as a multiple of
    the mean, the share of a day in its busiest hour, and the length of a visit."""

    people: int = 1_000_000
    turns: int = 12
    typed: float = 0.4
    busiest_day: float = 1.5
    busiest_hour: float = 0.12
    visit_minutes: int = 10

    @property
    def month(self) -> int:
        """Turns of a month."""
        return self.people * self.turns

    @property
    def peak(self) -> float:
        """Turns a second in the busiest hour of the busiest day."""
        return self.month / MONTH_DAYS * self.busiest_day * self.busiest_hour / 3600
