"""One finished talk of a database, which `conversation_filler` copies."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.conversation_tables import conversations, inbox
from bot.storage.reply_repository import list_last_replies
from bot.storage.unit_of_work import reading
from evaluation.benchmarks.turn_latency import TurnBench, generate_sentences

# Presses (None) and typed questions of the talk, in turn.
TALK_TURNS = 12
PERSON = "f" * 64


@dataclass(frozen=True)
class TalkTemplate:
    """The id of a conversation, and how many messages and replies it has."""

    conversation: int
    messages: int
    replies: int


def play_talk(bench: TurnBench, person: str = PERSON, turns: int = TALK_TURNS) -> TalkTemplate:
    """Play a talk with the service, half typed, half pressed; return it."""
    titles = [each.title.m for each in bench.parts.library.base.occupations.values()]
    sentences = generate_sentences(titles)
    bench.typed(person, "bonjour")
    for number in range(turns):
        token = find_offered_choice(bench, person) if number % 2 == 0 else ""
        if token:
            bench.choose(person, token)
        else:
            bench.typed(person, next(itertools.islice(sentences, 7 * number, None)))
    return read_template(bench, person)


def read_template(bench: TurnBench, person: str = PERSON) -> TalkTemplate:
    """Return the talk of a person."""
    with reading(bench.parts.engine) as unit:
        row = unit.execute(
            sa.select(conversations.c.id, conversations.c.last_reply).where(
                conversations.c.person == person
            )
        ).one()
        of_talk = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == row.id)
        return TalkTemplate(row.id, unit.execute(of_talk).scalar_one(), row.last_reply)


def find_offered_choice(bench: TurnBench, person: str) -> str:
    """Return the token of the first button of the last answer, "" without any."""
    with reading(bench.parts.engine) as unit:
        found = sa.select(conversations.c.id).where(conversations.c.person == person)
        conversation = unit.execute(found).scalar_one()
        offered = [
            choice["token"]
            for row in list_last_replies(unit, conversation)
            for choice in row.reply.get("choices") or ()
        ]
    return offered[0] if offered else ""
