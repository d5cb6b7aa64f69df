"""What can go wrong in guidance, each with its own name; all derive from `GuidanceError`."""

from __future__ import annotations

from typing import ClassVar


class GuidanceError(Exception):
    """Base of all errors of this package. The notebook is unchanged when one is raised."""

    code: ClassVar[str] = "failed"


class NaiveTime(GuidanceError):
    """A `when` came without a time zone."""

    code = "guidance_naive_time"


class EmptyWords(GuidanceError):
    """A note needs the person's words and there are none."""

    code = "guidance_empty_words"


class UnknownInterest(GuidanceError):
    """A ROME interest is a number from 1 to 30."""

    code = "guidance_unknown_interest"


class UnknownItem(GuidanceError):
    """No item of the questionnaire has this id."""

    code = "guidance_unknown_item"


class UnknownCriterion(GuidanceError):
    """No criterion of the grid has this key."""

    code = "guidance_unknown_criterion"


class UnknownWish(GuidanceError):
    """Wishes are those of `bot.notebook.wishes`."""

    code = "guidance_unknown_wish"


class UnknownValue(GuidanceError):
    """Values are those of `bot.notebook.wishes`."""

    code = "guidance_unknown_value"


class TooManyValues(GuidanceError):
    """Three values at most: what counts most."""

    code = "guidance_too_many_values"


class UnknownObstacle(GuidanceError):
    """Obstacles are those of `bot.notebook.notebook_entries`."""

    code = "guidance_unknown_obstacle"


class UnknownChange(GuidanceError):
    """A trial makes one like it more, the same, or less."""

    code = "guidance_unknown_change"


class UnknownFact(GuidanceError):
    """Kinds of facts are those of `bot.notebook.notebook_entries`."""

    code = "guidance_unknown_fact"


class UnknownPhase(GuidanceError):
    """Phases are those of `bot.notebook.notebook_entries`."""

    code = "guidance_unknown_phase"


class UnknownStep(GuidanceError):
    """The four steps are rever, reflechir, explorer and decider."""

    code = "guidance_unknown_step"


class OutOfScale(GuidanceError):
    """Answers, weights and ratings go from 1 to 5; a level of study from 1 to 8."""

    code = "guidance_out_of_scale"


class RefusedOccupation(GuidanceError):
    """The person refused this occupation; a `like` takes the refusal back."""

    code = "guidance_refused_occupation"


class WrongComparison(GuidanceError):
    """A comparison holds two or three different occupations."""

    code = "guidance_wrong_comparison"


class NotCompared(GuidanceError):
    """Only occupations under comparison can be rated."""

    code = "guidance_not_compared"


class WrongPlan(GuidanceError):
    """A plan holds three to seven steps with rising dates."""

    code = "guidance_wrong_plan"


class NoOpenQuestion(GuidanceError):
    """There is no open question to close."""

    code = "guidance_no_open_question"


class NothingFound(GuidanceError):
    """Nothing in the notebook matches what should be confirmed or removed."""

    code = "guidance_nothing_found"


class NothingToWeigh(GuidanceError):
    """No criterion has a weight and a rating for every compared occupation."""

    code = "guidance_nothing_to_weigh"


class TooEarly(GuidanceError):
    """Nothing is known yet of what the person likes: discovery comes first, no ranking."""

    code = "guidance_too_early"


class DuplicateOccupation(GuidanceError):
    """Two occupations of a catalogue share an id."""

    code = "guidance_duplicate_occupation"


class UnknownVersion(GuidanceError):
    """The stored notebook was written by a version that this code cannot read."""

    code = "guidance_unknown_version"


class NotebookGone(GuidanceError):
    """The notebook that was read is not under this person any more."""

    code = "guidance_notebook_gone"


class UnknownCode(GuidanceError):
    """A code opens no notebook: wrong, changed, or too long unused."""

    code = "guidance_unknown_code"
