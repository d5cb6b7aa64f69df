"""What a counsellor reads of a conversation: from where the person agreed, to where it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.booking import appointment_codes
from bot.handoff.handoff_repository import Handoff
from bot.messages import Reply
from bot.privacy.word_codes import find_code_spans
from bot.storage.message_history_repository import list_shown_messages
from bot.storage.reply_repository import list_replies_after
from bot.storage.unit_of_work import UnitOfWork

NOTEBOOK_MARK = "[code]"
PERSON, BOT, HUMAN = AUTHORS = ("person", "bot", "human")


@dataclass(frozen=True)
class TranscriptMessage:
    """One thing that was said. `seq` counts the person's messages, or else the replies to them;
    `choices_labels`: what the person could press."""

    author: str
    text: str
    choices_labels: tuple[str, ...]
    at: dt.datetime
    seq: int


def list_messages(unit: UnitOfWork, handoff: Handoff) -> list[TranscriptMessage]:
    """What was said, in its order; nothing from before `handoff` shows, nothing after it ended.

    A press shows what was on the button.
    """
    talk, ended = handoff.conversation, handoff.ended
    heard = list_shown_messages(unit, talk, handoff.from_message, ended)
    said = list_replies_after(unit, talk, handoff.from_reply, ended)
    return list(_merge_in_order(heard, said))


def _merge_in_order(heard: list[Any], said: list[Any]) -> Iterator[TranscriptMessage]:
    """Each keeps its own order, a reply comes after what it answers, and else the time decides."""
    asked, given = 0, 0
    while asked < len(heard) or given < len(said):
        if given == len(said) or (asked < len(heard) and _comes_first(heard[asked], said[given])):
            yield _from_person(heard[asked])
            asked += 1
        else:
            yield _from_reply(said[given])
            given += 1


def _comes_first(heard: Any, said: Any) -> bool:
    return bool(heard.seq <= said.answers or heard.received < said.created)


def _from_person(row: Any) -> TranscriptMessage:
    text = row.label or "" if row.kind == "choice" else row.body
    return TranscriptMessage(PERSON, text, (), row.received, row.seq)


def _from_reply(row: Any) -> TranscriptMessage:
    reply = Reply.from_json(row.reply)
    cards = [f"{card.title}\n{card.text}".strip() for card in reply.cards]
    others = [reply.image.alt] if reply.image else []
    others += [each.label for each in (reply.link, reply.file) if each]
    return TranscriptMessage(
        author=HUMAN if reply.author == HUMAN else BOT,
        text=_mask_codes(
            "\n\n".join(part for part in (reply.text, *cards, *others) if part), reply.code
        ),
        choices_labels=tuple(choice.label for choice in reply.offered),
        at=row.created,
        seq=row.seq,
    )


def _mask_codes(text: str, told: str) -> str:
    """Whoever has a code has the notebook, or the appointment: it is the person's to give.

    `told`: the code that the reply tells, by itself. One that was stored before replies said so, or
    that somebody wrote, is looked for.
    """
    if told:
        mark = appointment_codes.CODE_MARK if appointment_codes.is_code(told) else NOTEBOOK_MARK
        return text.replace(told, mark)
    found = appointment_codes.find_code(text)
    text = found[1] if found else text
    for start, end in find_code_spans(text):
        return f"{text[:start]}{NOTEBOOK_MARK}{text[end:]}"
    return text
