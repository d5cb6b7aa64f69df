"""What can go wrong in guidance, each with its own name; all derive from `GuidanceError`."""

from __future__ import annotations


class GuidanceError(Exception):
    """Base of all errors of this package. The notebook is unchanged when one is raised."""


class NaiveTime(GuidanceError):
    """A `when` came without a time zone."""


class EmptyWords(GuidanceError):
    """A note needs the person's words and there are none."""


class UnknownInterest(GuidanceError):
    """A ROME interest is a number from 1 to 30."""


class UnknownItem(GuidanceError):
    """No item of the questionnaire has this id."""


class UnknownCriterion(GuidanceError):
    """No criterion of the grid has this key."""


class UnknownWish(GuidanceError):
    """Wishes are those of `bot.notebook.wishes`."""


class UnknownValue(GuidanceError):
    """Values are those of `bot.notebook.wishes`."""


class TooManyValues(GuidanceError):
    """Three values at most: what counts most."""


class UnknownObstacle(GuidanceError):
    """Obstacles are those of `bot.notebook.notebook_entries`."""


class UnknownChange(GuidanceError):
    """A trial makes one like it more, the same, or less."""


class UnknownFact(GuidanceError):
    """Kinds of facts are those of `bot.notebook.notebook_entries`."""


class UnknownPhase(GuidanceError):
    """Phases are those of `bot.notebook.notebook_entries`."""


class UnknownStep(GuidanceError):
    """The four steps are rever, reflechir, explorer and decider."""


class OutOfScale(GuidanceError):
    """Answers, weights and ratings go from 1 to 5; a level of study from 1 to 8."""


class RefusedOccupation(GuidanceError):
    """The person refused this occupation; a `like` takes the refusal back."""


class WrongComparison(GuidanceError):
    """A comparison holds two or three different occupations."""


class NotCompared(GuidanceError):
    """Only occupations under comparison can be rated."""


class WrongPlan(GuidanceError):
    """A plan holds three to seven steps with rising dates."""


class NoOpenQuestion(GuidanceError):
    """There is no open question to close."""


class NothingFound(GuidanceError):
    """Nothing in the notebook matches what should be confirmed or removed."""


class NothingToWeigh(GuidanceError):
    """No criterion has a weight and a rating for every compared occupation."""


class TooEarly(GuidanceError):
    """Nothing is known yet of what the person likes: discovery comes first, no ranking."""


class DuplicateOccupation(GuidanceError):
    """Two occupations of a catalogue share an id."""


class UnknownVersion(GuidanceError):
    """The stored notebook was written by a version that this code cannot read."""


class NotebookGone(GuidanceError):
    """The notebook that was read is not under this person any more."""


class UnknownCode(GuidanceError):
    """A code opens no notebook: wrong, changed, or too long unused."""
