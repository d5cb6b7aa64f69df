"""The errors of guidance; all derive from `GuidanceError`."""

from __future__ import annotations

from typing import ClassVar


class GuidanceError(Exception):
    """Base class. The notebook is unchanged when one is raised."""

    code: ClassVar[str] = "failed"


class NaiveTime(GuidanceError):
    """`when` has no time zone."""

    code = "guidance_naive_time"


class EmptyWords(GuidanceError):
    """The person's words are required and empty."""

    code = "guidance_empty_words"


class UnknownInterest(GuidanceError):
    """A ROME interest is a number from 1 to 30."""

    code = "guidance_unknown_interest"


class UnknownItem(GuidanceError):
    """No questionnaire item has this id."""

    code = "guidance_unknown_item"


class UnknownCriterion(GuidanceError):
    """No criterion of the grid has this key."""

    code = "guidance_unknown_criterion"


class UnknownWish(GuidanceError):
    """No wish of `bot.notebook.wishes` has this key."""

    code = "guidance_unknown_wish"


class UnknownValue(GuidanceError):
    """No value of `bot.notebook.wishes` has this key."""

    code = "guidance_unknown_value"


class TooManyValues(GuidanceError):
    """More than three values."""

    code = "guidance_too_many_values"


class UnknownObstacle(GuidanceError):
    """No obstacle of `bot.notebook.notebook_entries` has this key."""

    code = "guidance_unknown_obstacle"


class UnknownChange(GuidanceError):
    """The change is none of `TRIAL_CHANGES`."""

    code = "guidance_unknown_change"


class UnknownFact(GuidanceError):
    """The kind of fact is none of `bot.notebook.notebook_entries`."""

    code = "guidance_unknown_fact"


class UnknownPhase(GuidanceError):
    """The phase is none of `bot.notebook.notebook_entries`."""

    code = "guidance_unknown_phase"


class UnknownStep(GuidanceError):
    """The step is none of rever, reflechir, explorer and decider."""

    code = "guidance_unknown_step"


class OutOfScale(GuidanceError):
    """Answers, weights and ratings go from 1 to 5, levels of study from 1 to 8."""

    code = "guidance_out_of_scale"


class RefusedOccupation(GuidanceError):
    """The person refused this occupation; `like` withdraws the refusal."""

    code = "guidance_refused_occupation"


class WrongComparison(GuidanceError):
    """A comparison needs two or three different occupations."""

    code = "guidance_wrong_comparison"


class NotCompared(GuidanceError):
    """Only compared occupations can be rated."""

    code = "guidance_not_compared"


class WrongPlan(GuidanceError):
    """A plan needs three to seven steps with rising dates."""

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
    """Nothing is known yet of the person's tastes, so nothing can be ranked."""

    code = "guidance_too_early"


class DuplicateOccupation(GuidanceError):
    """Two occupations of a catalogue share an id."""

    code = "guidance_duplicate_occupation"


class UnknownVersion(GuidanceError):
    """The stored notebook has a version that this code cannot read."""

    code = "guidance_unknown_version"


class NotebookGone(GuidanceError):
    """The notebook no longer belongs to this person."""

    code = "guidance_notebook_gone"


class UnknownCode(GuidanceError):
    """The code opens no notebook: wrong, changed, or expired."""

    code = "guidance_unknown_code"
