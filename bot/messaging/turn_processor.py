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

from bot.care.detector import CHECKING, NOTHING, Signal
from bot.dialogue import self_corrections
from bot.dialogue.agent import Dialogue, UnderstoodMessage
from bot.dialogue.intent_resolution import leaves_care_question, parse_choice
from bot.guidance.salience import Salience
from bot.matching.catalogue import Catalogue
from bot.messages import Reply
from bot.messaging import care_episode, name_notice, non_text_input
from bot.messaging.care_replies import (
    CareContext,
    answer_admission,
    answer_beside_counsellor,
    answer_continuation,
    answer_signal,
    asks_for_helplines,
    render_checking,
    render_full_help,
    render_resumption,
    repeat_helplines,
)
from bot.messaging.message_intake import PendingMessage
from bot.messaging.message_interpretation import (
    answers_alert_consent,
    find_typed_choice,
    interpret_during_handoff,
    interpret_message,
)
from bot.messaging.preprocessing import PreprocessedMessage
from bot.messaging.reply_deduplication import drop_duplicate_replies, drop_known_cards
from bot.messaging.wakeups import REPLY_STORED, notify
from bot.presentation.privacy_notice import privacy_notice_facts
from bot.privacy.network_hashes import NetworkHashes
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.recent_message_repository import fetch_last_card_titles
from bot.storage.unit_of_work import UnitOfWork, writing
from bot.turn_context import Turn
from knowledge.library import CurrentLibrary, Library

# The first attempt is counted by the accept; what has been taken this often is given up.
MAX_TURN_ATTEMPTS = 4

# Built once: at each turn, building a statement costs as much as running it.
_CONVERSATION_ROW = sa.select(conversations).where(
    conversations.c.id == sa.bindparam("conversation")
)
# Not a full FOR UPDATE: that one also stops every accept, whose foreign key looks here.
_CONVERSATION_ROW_LOCKED = _CONVERSATION_ROW.with_for_update(skip_locked=True, key_share=True)
_FIRST_WAITING_MESSAGE = (
    sa.select(inbox)
    .where(inbox.c.conversation_id == sa.bindparam("conversation"), inbox.c.status == "waiting")
    .order_by(inbox.c.seq)
    .limit(1)
)
_INSERT_REPLIES = outbox.insert()
_CLOSE_MESSAGE = inbox.update().where(inbox.c.id == sa.bindparam("head"))
_UPDATE_SALIENCE = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))
_UPDATE_COUNTS = conversations.update().where(conversations.c.id == sa.bindparam("conversation"))


class AttemptsExhausted(Exception):
    """A message was tried as often as it may be; `head` is to be closed."""

    def __init__(self, head: PendingMessage) -> None:
        super().__init__("tried too often")
        self.head = head


class TurnOutcome(Enum):
    """How a turn ended."""

    ANSWERED = "answered"
    STALE = "stale"  # answered, erased, or held by another process


@dataclass(frozen=True)
class TurnResult:
    """The outcome, and what was understood and heard on the way."""

    outcome: TurnOutcome
    intent: Optional[str] = None
    confidence: float = 0.0
    signal: Signal = NOTHING


STALE_RESULT = TurnResult(TurnOutcome.STALE)


@dataclass(frozen=True)
class TurnDependencies:
    """What a turn needs, built once by `bot.app`; `current` alone changes."""

    engine: Engine
    dialogue: Dialogue
    current: CurrentLibrary
    catalogue: Catalogue
    settings: Settings
    key: bytes
    vault: Vault
    clock: Callable[[], dt.datetime]
    networks: NetworkHashes = field(default_factory=NetworkHashes)

    @property
    def library(self) -> Library:
        """The one in use now: ask once a turn."""
        return self.current.library


def take_pending_message(parts: TurnDependencies, conversation: int) -> Optional[PendingMessage]:
    """The waiting head of a conversation, its attempt counted and committed before the turn.

    Raises:
        Exhausted: it was tried often enough; it may be what kills the process.
    """
    with writing(parts.engine) as unit:
        if not _lock_conversation(unit, conversation):
            return None
        head = _fetch_pending_message(unit, conversation)
        if head is None:
            return None
        mine = inbox.c.id == head.id
        tried = unit.execute(sa.select(inbox.c.attempts).where(mine)).scalar_one()
        if tried >= MAX_TURN_ATTEMPTS:
            raise AttemptsExhausted(head)
        unit.execute(inbox.update().where(mine).values(attempts=tried + 1))
        unit.commit()
        return head


def answer_message(
    parts: TurnDependencies, head: PendingMessage, read: PreprocessedMessage
) -> TurnResult:
    """Answer `head`. `read` is what was made of its text, before the transaction.

    Raises whatever fails inside: nothing of the turn is kept then.
    """
    deadline = time.monotonic() + parts.settings.turn_seconds
    with writing(parts.engine) as unit:
        row = _lock_conversation(unit, head.conversation)
        if row is None or _fetch_pending_message(unit, head.conversation) != head:
            return STALE_RESULT
        if read.signal != head.signal:
            care_episode.store_signal(unit, head, read.signal)
            head = replace(head, signal=read.signal)
        turn = _create_message_turn(parts, unit, row, head)
        turn.reading, turn.parses = read.reading, dict(read.parses)
        if (eased := care_episode.downgrade_practical_concern(turn, head)) != head.signal:
            care_episode.store_signal(unit, head, eased)
            head = replace(head, signal=eased)
        said = _compose_replies(parts, turn, row, head, read.parse, deadline)
        _store_replies(unit, row, head, said.replies, turn.now, counted=said.counted)
        _store_salience(unit, row, turn)
        unit.commit()
    meant = said.understood or {"name": None, "confidence": 0.0}
    return TurnResult(TurnOutcome.ANSWERED, meant["name"], meant["confidence"], head.signal)


def close_failed_message(parts: TurnDependencies, head: PendingMessage) -> TurnResult:
    """Close a message that cannot be answered, with an honest reply and a way to a human."""
    with writing(parts.engine) as unit:
        row = _lock_conversation(unit, head.conversation)
        if row is None or _fetch_pending_message(unit, head.conversation) != head:
            return STALE_RESULT
        turn = _create_message_turn(parts, unit, row, head)
        # While a counsellor has the conversation the bot is silent, but for the lines.
        silent = row.owner == "human"
        replies = [] if silent else [parts.dialogue.say(turn, "utter_failed", head.seq)]
        after = NOTHING if silent else care_episode.find_previous_signal(unit, head, turn.now)
        # With no past: reading it may be what failed.
        care = CareContext(parts.dialogue, turn, row, head, head.signal or after)
        if head.signal:
            replies.insert(0, render_full_help(care))
        elif after:
            replies.insert(0, repeat_helplines(care))
        _store_replies(unit, row, head, replies, turn.now, status="failed")
        unit.commit()
    return TurnResult(TurnOutcome.ANSWERED)


def refund_attempt(parts: TurnDependencies, head: PendingMessage) -> None:
    """A turn that another process was quicker at is no attempt: else two that keep losing to each
    other would use a good message's attempts up."""
    with writing(parts.engine) as unit:
        mine = (inbox.c.id == head.id) & (inbox.c.status == "waiting")
        unit.execute(inbox.update().where(mine).values(attempts=inbox.c.attempts - 1))
        unit.commit()


@dataclass(frozen=True)
class _TurnReplies:
    """The replies of a turn; `counted`: see `_finish`; `understood`: an intent as Rasa has it."""

    replies: list[Reply]
    counted: bool = True
    understood: Optional[dict[str, Any]] = None


def _compose_replies(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    parse: Optional[dict[str, Any]],
    deadline: float,
) -> _TurnReplies:
    """Who answers, and what: help first, whoever owns the conversation (S1); then a human alone,
    but for the few things that the bot still hears; then the dialogue."""
    dialogue, human = parts.dialogue, row.owner == "human"
    if human and head.signal:
        return _TurnReplies(
            answer_beside_counsellor(CareContext.of(dialogue, turn, row, head, head.signal)),
            counted=False,
        )
    if head.signal:
        same = care_episode.find_continued_signal(turn.unit, head, turn.now)
        care = CareContext.of(dialogue, turn, row, head, same or head.signal)
        return _TurnReplies(
            answer_continuation(care) if same else answer_signal(care), counted=False
        )
    still = interpret_during_handoff(turn.unit, head) if human else None
    if human and still is None:
        return _TurnReplies([])
    after = NOTHING if human else care_episode.find_carried_signal(turn, head, parse)
    if after and find_typed_choice(turn.unit, head) is None:
        followed = answer_continuation(CareContext.of(dialogue, turn, row, head, after))
        return _TurnReplies(
            [*non_text_input.render_non_text_replies(dialogue, turn, head), *followed],
            counted=False,
        )
    heavy = NOTHING if human else care_episode.find_admitted_signal(turn, head)
    if heavy.level == CHECKING:
        return _TurnReplies(
            answer_admission(CareContext.of(dialogue, turn, row, head, heavy)), counted=False
        )
    if head.kind in non_text_input.NON_TEXT_KINDS:
        return _TurnReplies(
            non_text_input.render_non_text_replies(dialogue, turn, head), counted=False
        )
    if not human and care_episode.asks_to_resume(turn, head, parse):
        return _answer_resumption(parts, turn, row, head, parse, deadline)
    meant = still or interpret_message(turn, head, parse)
    if not human and asks_for_helplines(meant):
        asked = care_episode.find_last_checking(turn, head)
        turn.close()
        return _TurnReplies(
            answer_admission(CareContext.of(dialogue, turn, row, head, asked)), counted=False
        )
    if answers_alert_consent(meant):
        return _answer_alert_consent(parts, turn, head, meant, deadline)
    replies = _run_dialogue(parts, turn, meant, deadline, interpreted=still is None)
    if turn.taken_back is not None:
        care_episode.preserve_episode(turn.unit, head, turn.now)
    if still and meant.parse["intent"]["name"] == "ask_human":
        replies[0] = replace(replies[0], owner="bot")
    if not human and care_episode.may_add_checking(turn, head):
        replies.append(render_checking(CareContext.of(dialogue, turn, row, head, head.signal)))
    elif not human:
        replies += name_notice.render_name_notice(dialogue, turn, head)
    turn.close()
    return _TurnReplies(replies, understood=meant.parse["intent"])


def _answer_alert_consent(
    parts: TurnDependencies,
    turn: Turn,
    head: PendingMessage,
    meant: UnderstoodMessage,
    deadline: float,
) -> _TurnReplies:
    """Whether an alert may be read is part of the talk about distress: what is typed next may
    answer the question of care still, and no notice comes in between."""
    care_episode.store_signal(
        turn.unit, head, care_episode.find_previous_signal(turn.unit, head, turn.now)
    )
    replies = parts.dialogue.respond(turn, meant, deadline)
    turn.close()
    return _TurnReplies(replies, counted=False, understood=meant.parse["intent"])


def _answer_resumption(
    parts: TurnDependencies,
    turn: Turn,
    row: Any,
    head: PendingMessage,
    parse: Optional[dict[str, Any]],
    deadline: float,
) -> _TurnReplies:
    """Orientation is asked for again after help: a word of care, then what is asked for in so many
    words (« montre mes pistes »), else what the button does."""
    care = CareContext.of(parts.dialogue, turn, row, head, NOTHING)
    turn.notebook.speak(care.past.formal)  # said a message ago, and noted nowhere
    meant = interpret_message(turn, head, parse)
    if not leaves_care_question(meant.parse):
        turn.is_answer = False  # nor was it an answer to an open question
        meant = UnderstoodMessage(head.body, parse_choice("resume", {}), head.seq)
    replies = [render_resumption(care), *_run_dialogue(parts, turn, meant, deadline)]
    turn.close()
    return _TurnReplies(replies, understood=meant.parse["intent"])


def _run_dialogue(
    parts: TurnDependencies,
    turn: Turn,
    heard: UnderstoodMessage,
    deadline: float,
    interpreted: bool = False,
) -> list[Reply]:
    """The replies to what was heard, and to what else the same message asks."""
    acts = [heard, *turn.further_acts] if interpreted else [heard]
    replies: list[Reply] = []
    for place, act in enumerate(acts):
        turn.more_to_come = place + 1 < len(acts)
        turn.text = act.text if len(acts) > 1 else turn.text
        replies += parts.dialogue.respond(turn, act, deadline)
    if not replies:
        replies = [parts.dialogue.say(turn, "utter_silence", heard.seq)]
    replies[0] = replace(replies[0], taken_back=turn.taken_back)
    replies = drop_known_cards(
        drop_duplicate_replies(replies), fetch_last_card_titles(turn.unit, turn.conversation)
    )
    if turn.first and heard.parse["intent"]["name"] != "greet":
        replies.insert(
            0, parts.dialogue.say(turn, "utter_notice", heard.seq, **privacy_notice_facts(turn))
        )
    return replies


def create_turn(parts: TurnDependencies, unit: UnitOfWork, row: Any, now: dt.datetime) -> Turn:
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


def _create_message_turn(
    parts: TurnDependencies, unit: UnitOfWork, row: Any, head: PendingMessage
) -> Turn:
    turn = create_turn(parts, unit, row, parts.clock())
    turn.text = self_corrections.resolve_correction(head.body) if head.kind == "text" else ""
    turn.seq, turn.code = head.seq, head.code
    return turn


def _store_salience(unit: UnitOfWork, row: Any, turn: Turn) -> None:
    """What the talk is about now, where that changed."""
    kept = None if turn.salience == Salience() else turn.salience.to_json()
    if kept != row.salience and not turn.forgotten:
        unit.execute(_UPDATE_SALIENCE, {"conversation": row.id, "salience": kept})


def _lock_conversation(unit: UnitOfWork, conversation: int) -> Any:
    """The conversation's row, locked; None when it is gone or another process holds it."""
    query = _CONVERSATION_ROW_LOCKED if unit.locks_rows else _CONVERSATION_ROW
    return unit.execute(query, {"conversation": conversation}).first()


def _fetch_pending_message(unit: UnitOfWork, conversation: int) -> Optional[PendingMessage]:
    row = unit.execute(_FIRST_WAITING_MESSAGE, {"conversation": conversation}).first()
    if row is None:
        return None
    signal = Signal(row.signal, row.topic, row.matter)
    said = (row.seq, row.kind, row.body)
    return PendingMessage(row.id, conversation, *said, signal, row.code_hash, row.channel)


def _store_replies(
    unit: UnitOfWork,
    row: Any,
    head: PendingMessage,
    replies: list[Reply],
    now: dt.datetime,
    status: str = "done",
    counted: bool = True,
) -> None:
    """Write the replies and close the message. `counted`: the first turn that is counted also says
    what is kept (P1); a person in distress is spared it until they turn to something else."""
    if replies:
        unit.execute(
            _INSERT_REPLIES,
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
    unit.execute(_CLOSE_MESSAGE, {"head": head.id, "status": status, "code_hash": None})
    notify(unit, REPLY_STORED, row.id)
    unit.execute(
        _UPDATE_COUNTS,
        {
            "conversation": row.id,
            "turns": row.turns + counted,
            "last_reply": row.last_reply + len(replies),
            "last_seen": now,
        },
    )
