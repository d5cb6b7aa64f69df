"""What a message wants of the appointment at hand: to cancel, to change or to keep it.

Only asked while an appointment is discussed or to come; elsewhere the labels of the reading say
what is requested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.dialogue.reading.labelled_messages import LabelledMessage
from bot.dialogue.reading.message_purposes import PurposeTask
from bot.settings import PROJECT_ROOT

CANCEL, CHANGE, KEEP, OTHER = "cancel", "change", "keep", "other"
# Labels of the messages that teach a purpose too; of thanks and of other messages, some.
_PURPOSE_BY_LABEL = {"request.cancel": CANCEL, "request.reschedule": CHANGE}
_KEEPING_LABELS = frozenset({"social.thanks", "social.bye"})
_UNUSED_LABELS = frozenset({"request.appointment", "tell.constraint"})
_OTHER_STEP, _KEEP_STEP = 25, 4


def _read_labels(messages: Sequence[LabelledMessage]) -> Iterator[tuple[str, str]]:
    for number, message in enumerate(messages):
        labels = {segment.label for segment in message.segments}
        purposes = {_PURPOSE_BY_LABEL[label] for label in labels if label in _PURPOSE_BY_LABEL}
        if len(purposes) == 1:
            yield purposes.pop(), message.text
        elif labels <= _KEEPING_LABELS:
            if number % _KEEP_STEP == 0:
                yield KEEP, message.text
        elif not purposes and labels.isdisjoint(_UNUSED_LABELS) and number % _OTHER_STEP == 0:
            yield OTHER, message.text


APPOINTMENT = PurposeTask(
    "appointments",
    (CANCEL, CHANGE, KEEP, OTHER),
    PROJECT_ROOT / "nlu_data" / "appointments" / "purposes.txt",
    _read_labels,
    Path(__file__),
)
