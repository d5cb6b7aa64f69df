"""Whether a message asks that a question be left for the team, who answer later.

It is neither a wish to talk with somebody now (`request.human`) nor a question to the bot, and the
labels of the reading do not tell it from either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.dialogue.reading.labelled_messages import LabelledMessage
from bot.dialogue.reading.message_purposes import PurposeTask
from bot.settings import PROJECT_ROOT

LEAVE, OTHER = "leave", "other"
# Among the requests for somebody some leave a question: the file alone says which.
_UNUSED_LABEL = "request.human"
_OTHER_STEP = 25


def _read_labels(messages: Sequence[LabelledMessage]) -> Iterator[tuple[str, str]]:
    for number, message in enumerate(messages):
        if number % _OTHER_STEP == 0 and all(
            segment.label != _UNUSED_LABEL for segment in message.segments
        ):
            yield OTHER, message.text


TEAM_QUESTION = PurposeTask(
    "team_questions",
    (LEAVE, OTHER),
    PROJECT_ROOT / "nlu_data" / "deferred_questions" / "purposes.txt",
    _read_labels,
    Path(__file__),
)
