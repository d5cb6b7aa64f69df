"""One turn, one transaction: claim, run the dialogue, write the replies, commit together."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.general import notice
from actions.turn import Turn
from bot.conversation import after_distress, aside, own_names
from bot.conversation.distress import (
    Care,
    admitted,
    asks_for_the_lines,
    beside_a_human,
    checked,
    goes_on,
    helped,
    once_more,
    resumed,
    whole,
)
from bot.conversation.hearing import heard, heard_meanwhile, is_about_an_alert, label_typed
from bot.conversation.intake import Head
from bot.conversation.reading import Read
from bot.conversation.repeating import once, without_known_cards
from bot.conversation.wakeups import SAID, notify
from bot.dialogue import correcting
from bot.dialogue.agent import Dialogue, Heard
from bot.dialogue.understanding import clicked, turns_away
from bot.guidance.catalogue import Catalogue
from bot.guidance.salience import Salience
from bot.messages import Reply
from bot.privacy.networks import Networks
from bot.privacy.vault import Vault
from bot.safeguarding.detector import CHECKING, NOTHING, Signal
from bot.settings import Settings
from bot.storage.last_said import last_cards
from bot.storage.tables import conversations, inbox, outbox
from bot.storage.unit_of_work import UnitOfWork, writing
from knowledge.library import Current, Library

# The first attempt is counted by the accept; what has been taken this often is given up.
MOST_ATTEMPTS = 4

# Built once: at each turn, building a statement costs as much as running it.
_CLAIM = sa.select(conversations).where(conversations.c.id == sa.bindparam("conversation"))
# Not a full FOR UPDATE: that one also stops every accept, whose foreign key looks here.
_CLAIM_ROW = _CLAIM.with_for_update(skip_locked=True, key_share=True)
_HEAD = (
    sa.select(inbox)
    .where(inbox.c.conversation_id == sa.bindparam("conversation"), inbox.c.status == "waiting")
    .order_by(inbox.c.seq)
    .limit(1)
)
_SAY = outbox.insert()
_CLOSE = inbox.update().where(inbox.c.id == sa.bindparam("head"))
_TALK_ABOUT = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))
_COUNT = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))


class Exhausted(Exception):
    """A message was tried as often as it may be; `head` is to be closed."""

    def __init__(self, head: Head) -> None:
        super().__init__("tried too often")
        self.head = head


class Outcome(Enum):
    """How a turn ended."""

    ANSWERED = "answered"
    STALE = "stale"  # answered, erased, or held by another process


@dataclass(frozen=True)
class Result:
    """The outcome, and what was understood and heard on the way."""

    outcome: Outcome
    intent: Optional[str] = None
    confidence: float = 0.0
    signal: Signal = NOTHING


STALE = Result(Outcome.STALE)


@dataclass(frozen=True)
class Parts:
    """What a turn needs, built once by `bot.app`; `current` alone changes."""

    engine: Engine
    dialogue: Dialogue
    current: Current
    catalogue: Catalogue
    settings: Settings
    key: bytes
    vault: Vault
    clock: Callable[[], dt.datetime]
    networks: Networks = field(default_factory=Networks)

    @property
    def library(self) -> Library:
        """The one in use now: ask once a turn."""
        return self.current.library


def take(parts: Parts, conversation: int) -> Optional[Head]:
    """The waiting head of a conversation, its attempt counted and committed before the turn.

    Raises:
        Exhausted: it was tried often enough; it may be what kills the process.
    """
    with writing(parts.engine) as unit:
        if not _claim(unit, conversation):
            return None
        head = _head(unit, conversation)
        if head is None:
            return None
        mine = inbox.c.id == head.id
        tried = unit.execute(sa.select(inbox.c.attempts).where(mine)).scalar_one()
        if tried >= MOST_ATTEMPTS:
            raise Exhausted(head)
        unit.execute(inbox.update().where(mine).values(attempts=tried + 1))
        unit.commit()
        return head


def answer(parts: Parts, head: Head, read: Read) -> Result:
    """Answer `head`. `read` is what was made of its text, before the transaction.

    Raises whatever fails inside: nothing of the turn is kept then.
    """
    deadline = time.monotonic() + parts.settings.turn_seconds
    with writing(parts.engine) as unit:
        row = _claim(unit, head.conversation)
        if row is None or _head(unit, head.conversation) != head:
            return STALE
        if read.signal != head.signal:
            after_distress.carry(unit, head, read.signal)
            head = replace(head, signal=read.signal)
        turn = _turn(parts, unit, row, head)
        turn.reading, turn.parses = read.reading, dict(read.parses)
        if (eased := after_distress.eased(turn, head)) != head.signal:
            after_distress.carry(unit, head, eased)
            head = replace(head, signal=eased)
        said = _said(parts, turn, row, head, read.parse, deadline)
        _finish(unit, row, head, said.replies, turn.now, counted=said.counted)
        _keep_salience(unit, row, turn)
        unit.commit()
    meant = said.understood or {"name": None, "confidence": 0.0}
    return Result(Outcome.ANSWERED, meant["name"], meant["confidence"], head.signal)


def give_up(parts: Parts, head: Head) -> Result:
    """Close a message that cannot be answered, with an honest reply and a way to a human."""
    with writing(parts.engine) as unit:
        row = _claim(unit, head.conversation)
        if row is None or _head(unit, head.conversation) != head:
            return STALE
        turn = _turn(parts, unit, row, head)
        # While a counsellor has the conversation the bot is silent, but for the lines.
        silent = row.owner == "human"
        replies = [] if silent else [parts.dialogue.say(turn, "utter_failed", head.seq)]
        after = NOTHING if silent else after_distress.before(unit, head, turn.now)
        # With no past: reading it may be what failed.
        care = Care(parts.dialogue, turn, row, head, head.signal or after)
        if head.signal:
            replies.insert(0, whole(care))
        elif after:
            replies.insert(0, once_more(care))
        _finish(unit, row, head, replies, turn.now, status="failed")
        unit.commit()
    return Result(Outcome.ANSWERED)


def put_back(parts: Parts, head: Head) -> None:
    """A turn that another process was quicker at is no attempt: else two that keep losing to each
    other would use a good message's attempts up."""
    with writing(parts.engine) as unit:
        mine = (inbox.c.id == head.id) & (inbox.c.status == "waiting")
        unit.execute(inbox.update().where(mine).values(attempts=inbox.c.attempts - 1))
        unit.commit()


@dataclass(frozen=True)
class _Said:
    """The replies of a turn; `counted`: see `_finish`; `understood`: an intent as Rasa has it."""

    replies: list[Reply]
    counted: bool = True
    understood: Optional[dict[str, Any]] = None


def _said(
    parts: Parts,
    turn: Turn,
    row: Any,
    head: Head,
    parse: Optional[dict[str, Any]],
    deadline: float,
) -> _Said:
    """Who answers, and what: help first, whoever owns the conversation (S1); then a human alone,
    but for the few things that the bot still hears; then the dialogue."""
    dialogue, human = parts.dialogue, row.owner == "human"
    if human and head.signal:
        return _Said(beside_a_human(Care.of(dialogue, turn, row, head, head.signal)), counted=False)
    if head.signal:
        same = after_distress.continued(turn.unit, head, turn.now)
        care = Care.of(dialogue, turn, row, head, same or head.signal)
        return _Said(goes_on(care) if same else helped(care), counted=False)
    still = heard_meanwhile(turn.unit, head) if human else None
    if human and still is None:
        return _Said([])
    after = NOTHING if human else after_distress.carried(turn, head, parse)
    if after and label_typed(turn.unit, head) is None:
        followed = goes_on(Care.of(dialogue, turn, row, head, after))
        return _Said([*aside.answers(dialogue, turn, head), *followed], counted=False)
    heavy = NOTHING if human else after_distress.admits(turn, head)
    if heavy.level == CHECKING:
        return _Said(admitted(Care.of(dialogue, turn, row, head, heavy)), counted=False)
    if head.kind in aside.KINDS:
        return _Said(aside.answers(dialogue, turn, head), counted=False)
    if not human and after_distress.resumes(turn, head, parse):
        return _resumed(parts, turn, row, head, parse, deadline)
    meant = still or heard(turn, head, parse)
    if not human and asks_for_the_lines(meant):
        asked = after_distress.checked_before(turn, head)
        turn.close()
        return _Said(admitted(Care.of(dialogue, turn, row, head, asked)), counted=False)
    if is_about_an_alert(meant):
        return _about_an_alert(parts, turn, head, meant, deadline)
    replies = _replies(parts, turn, meant, deadline, interpreted=still is None)
    if turn.taken_back is not None:
        after_distress.stands_still(turn.unit, head, turn.now)
    if still and meant.parse["intent"]["name"] == "ask_human":
        replies[0] = replace(replies[0], owner="bot")
    if not human and after_distress.may_be_checked(turn, head):
        replies.append(checked(Care.of(dialogue, turn, row, head, head.signal)))
    elif not human:
        replies += own_names.told(dialogue, turn, head)
    turn.close()
    return _Said(replies, understood=meant.parse["intent"])


def _about_an_alert(parts: Parts, turn: Turn, head: Head, meant: Heard, deadline: float) -> _Said:
    """Whether an alert may be read is part of the talk about distress: what is typed next may
    answer the question of care still, and no notice comes in between."""
    after_distress.carry(turn.unit, head, after_distress.before(turn.unit, head, turn.now))
    replies = parts.dialogue.respond(turn, meant, deadline)
    turn.close()
    return _Said(replies, counted=False, understood=meant.parse["intent"])


def _resumed(
    parts: Parts,
    turn: Turn,
    row: Any,
    head: Head,
    parse: Optional[dict[str, Any]],
    deadline: float,
) -> _Said:
    """Orientation is asked for again after help: a word of care, then what is asked for in so many
    words (« montre mes pistes »), else what the button does."""
    care = Care.of(parts.dialogue, turn, row, head, NOTHING)
    turn.notebook.speak(care.past.formal)  # said a message ago, and noted nowhere
    meant = heard(turn, head, parse)
    if not turns_away(meant.parse):
        turn.answering = False  # nor was it an answer to an open question
        meant = Heard(head.body, clicked("resume", {}), head.seq)
    replies = [resumed(care), *_replies(parts, turn, meant, deadline)]
    turn.close()
    return _Said(replies, understood=meant.parse["intent"])


def _replies(
    parts: Parts, turn: Turn, heard: Heard, deadline: float, interpreted: bool = False
) -> list[Reply]:
    """The replies to what was heard, and to what else the same message asks."""
    acts = [heard, *turn.further] if interpreted else [heard]
    replies: list[Reply] = []
    for place, act in enumerate(acts):
        turn.more_to_come = place + 1 < len(acts)
        turn.text = act.text if len(acts) > 1 else turn.text
        replies += parts.dialogue.respond(turn, act, deadline)
    if not replies:
        replies = [parts.dialogue.say(turn, "utter_silence", heard.seq)]
    replies[0] = replace(replies[0], taken_back=turn.taken_back)
    replies = without_known_cards(once(replies), last_cards(turn.unit, turn.conversation))
    if turn.first and heard.parse["intent"]["name"] != "greet":
        replies.insert(0, parts.dialogue.say(turn, "utter_notice", heard.seq, **notice(turn)))
    return replies


def turn_of(parts: Parts, unit: UnitOfWork, row: Any, now: dt.datetime) -> Turn:
    """The turn of a conversation (its row) in which nothing was heard yet."""
    return Turn(
        unit=unit,
        conversation=row.id,
        person=row.person,
        channel=row.channel,
        text="",
        label="",
        now=now,
        library=parts.library,
        catalogue=parts.catalogue,
        settings=parts.settings,
        key=parts.key,
        first=row.turns == 0,
        salience=Salience.from_json(row.salience),
        sentence=parts.dialogue.sentence,
        networks=parts.networks,
    )


def _turn(parts: Parts, unit: UnitOfWork, row: Any, head: Head) -> Turn:
    turn = turn_of(parts, unit, row, parts.clock())
    turn.text = correcting.meant(head.body) if head.kind == "text" else ""
    turn.seq, turn.code = head.seq, head.code
    return turn


def _keep_salience(unit: UnitOfWork, row: Any, turn: Turn) -> None:
    """What the talk is about now, where that changed."""
    kept = None if turn.salience == Salience() else turn.salience.to_json()
    if kept != row.salience and not turn.forgotten:
        unit.execute(_TALK_ABOUT, {"conversation": row.id, "salience": kept})


def _claim(unit: UnitOfWork, conversation: int) -> Any:
    """The conversation's row, locked; None when it is gone or another process holds it."""
    query = _CLAIM_ROW if unit.locks_rows else _CLAIM
    return unit.execute(query, {"conversation": conversation}).first()


def _head(unit: UnitOfWork, conversation: int) -> Optional[Head]:
    row = unit.execute(_HEAD, {"conversation": conversation}).first()
    if row is None:
        return None
    signal = Signal(row.signal, row.topic, row.matter)
    said = (row.seq, row.kind, row.body)
    return Head(row.id, conversation, *said, signal, row.code_hash, row.channel)


def _finish(
    unit: UnitOfWork,
    row: Any,
    head: Head,
    replies: list[Reply],
    now: dt.datetime,
    status: str = "done",
    counted: bool = True,
) -> None:
    """Write the replies and close the message. `counted`: the first turn that is counted also says
    what is kept (P1); a person in distress is spared it until they turn to something else."""
    if replies:
        unit.execute(
            _SAY,
            [
                {
                    "conversation_id": row.id,
                    "seq": row.last_reply + n,
                    "answers": head.seq,
                    "reply": reply.to_json(),
                    "created": now,
                }
                for n, reply in enumerate(replies, start=1)
            ],
        )
    unit.execute(_CLOSE, {"head": head.id, "status": status, "code_hash": None})
    notify(unit, SAID, row.id)
    unit.execute(
        _COUNT,
        {
            "conversation": row.id,
            "turns": row.turns + counted,
            "last_reply": row.last_reply + len(replies),
            "last_seen": now,
        },
    )
