"""The talks of one counsellor, with what the pages show of them besides the messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Optional

from bot.care.signals import LEVELS
from bot.handoff import transcript
from bot.handoff.handoff_repository import find_handoff
from bot.handoff.talk_mark_repository import TalkMarks, list_talk_marks
from bot.handoff.transcript import TranscriptMessage
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OwnTalk:
    """A talk that a counsellor holds or joined.

    `last` is the last message or reply with a text, `signal` the last of the gravest messages with
    a signal that the counsellor may read; each None without any.
    """

    marks: TalkMarks
    last: Optional[TranscriptMessage] = None
    signal: Optional[TranscriptMessage] = None


def read_own_talks(
    unit: UnitOfWork, counsellor: int, known: Iterable[OwnTalk] = ()
) -> list[OwnTalk]:
    """Return the talks of a counsellor, those they joined last.

    `known` were read before: of them only what changed is read again.
    """
    before = {each.marks.content: each for each in known}
    return [
        replace(before[marks.content], marks=marks)
        if marks.content in before
        else _read_talk(unit, marks)
        for marks in list_talk_marks(unit, counsellor)
    ]


def _read_talk(unit: UnitOfWork, marks: TalkMarks) -> OwnTalk:
    held = marks.handoff
    last = transcript.find_last_message(unit, held, marks.last_message, marks.last_reply)
    signalled = transcript.list_signalled_messages(unit, held) if marks.signals else []
    gravest = max(signalled, key=lambda each: (LEVELS.index(each.signal), each.seq), default=None)
    return OwnTalk(marks, last, gravest)


def compute_conversation_mark(
    unit: UnitOfWork, handoff: Optional[int], own: Iterable[TalkMarks]
) -> str:
    """Return a value that changes with what a counsellor sees of a conversation. `own` are the
    marks of their talks.

    Of others' talks it tells nothing, not even whether the person still writes.
    """
    for marks in own:
        if marks.handoff.id == handoff:
            return marks.digest
    held = find_handoff(unit, handoff) if handoff is not None else None
    return held.phase if held is not None else ""
