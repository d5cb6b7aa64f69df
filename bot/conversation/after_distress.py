"""After a signal of distress, the bot has asked an open question: what comes next may answer it.

« oui » is then no answer to a questionnaire, and « depuis deux ans » is no interest to note. Until
the person turns to something else, what they say is heard as talk about it (`bot.safeguarding.
replies`), and nothing of it is kept in the notebook.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from actions.turn import Turn
from bot.conversation import aside, commands
from bot.conversation.intake import Head
from bot.dialogue.interpretation import acting, entry_meant, in_talk
from bot.dialogue.meanings import CERTAIN, FEW_WORDS, LIKELY, SURE
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.dialogue.understanding import about_orientation, turns_away
from bot.guidance import addressing, doors, taken_back
from bot.guidance.kept_out import kept_out
from bot.guidance.scores import CLEAR
from bot.handoff.waiting import anyone_on_duty
from bot.safeguarding import episode, limits, people, replies
from bot.safeguarding.detector import CHECKING, CONCERN, DANGER, GENERAL, NOTHING, Signal
from bot.safeguarding.second_reading import is_far
from bot.storage.tables import inbox
from bot.storage.unit_of_work import UnitOfWork

# So long it is one talk. Where nothing else was said since, the question stands on the screen for a
# day; but what may be about orientation is, by then.
RECENT, STANDS = dt.timedelta(hours=2), dt.timedelta(days=1)
_MOST_LOOKED_AT = 50
# After a worry that was no danger, a message this surely about orientation leads back to it.
ORIENTS = 0.8
# After a danger, it has to ask for it this surely, or, once it was let go of, to say this surely
# what is liked or wanted. Of a profession that is named less is asked.
ASKS, WANTS, OF_A_TRADE = 0.75, 0.8, 0.35
MANY_WORDS, WANTED, FEW_WANTED = 7, 0.33, 0.45
# What asks for an entry of the base leads back from here on.
A_WORRY_ASKS, A_DANGER_ASKS = 0.25, 0.6
# What surely asks, or says what somebody can or cannot do, is practical.
PRACTICAL, _LIMITS = 0.7, ("tell.constraint", "tell.dislike")
WANTS_BACK = frozenset(
    {
        *("request.leads", "request.more", "request.recap", "request.resume"),
        *("ask.professions", "ask.trainings", "ask.access"),
    }
)
_HEARD = ("text", aside.OTHER)  # what help or a word of care answered; a press is neither
# Built once, as in `turn`.
_EARLIER = (
    sa.select(
        *(inbox.c[name] for name in ("kind", "body", "received", "signal", "topic", "matter"))
    )
    .where(
        inbox.c.conversation_id == sa.bindparam("conversation"), inbox.c.seq < sa.bindparam("head")
    )
    .order_by(inbox.c.seq.desc())
)
# A photo or « plus de choix » is passed over, unless it told of distress or followed it.
_BEFORE = _EARLIER.where(
    sa.or_(inbox.c.kind.notin_(aside.KINDS), inbox.c.signal != NOTHING.level)
).limit(1)
_PAST = _EARLIER.where(
    inbox.c.received >= sa.bindparam("since"), inbox.c.signal.in_((CONCERN, DANGER))
).limit(_MOST_LOOKED_AT)


@dataclass(frozen=True)
class Past:
    """The messages of this talk that told of distress or followed such a one, the newest first.
    `adult`: whether any message before told that the person is grown up."""

    rows: tuple[Any, ...]
    adult: Optional[bool] = None

    def answered(self, signal: Signal) -> int:
        """How often something was said about this, as grave as it is or more."""
        about = (signal.topic, signal.matter)
        return sum(
            (row.topic, row.matter) == about and row.signal in (signal.level, DANGER)
            for row in self.rows
        )

    def is_known(self, signal: Signal) -> bool:
        """Whether the same matter was told before, as grave as it is or more."""
        levels = (signal.level, DANGER)
        return any(row.matter == signal.matter and row.signal in levels for row in self.rows)

    def heard(self, kind: Optional[str]) -> bool:
        """Whether the person said such a thing before."""
        return any(row.kind == "text" and replies.reply(row.body) == kind for row in self.rows)

    def heard_last(self, kinds: frozenset[str]) -> bool:
        """Whether one of these was what they said last."""
        return bool(self.rows) and replies.reply(self.rows[0].body) in kinds

    @property
    def formal(self) -> Optional[bool]:
        """Whether the person said « vous » to the bot, or asked for it; nothing notes it here."""
        asked = (addressing.asked(row.body) for row in self.rows if row.kind == "text")
        return next((each for each in asked if each is not None), None)

    @property
    def gravest(self) -> str:
        """The highest level that was told of."""
        grave = any(row.signal == DANGER for row in self.rows)
        return DANGER if grave else self.last.level

    @property
    def last(self) -> Signal:
        """What it was about at last."""
        return _signal(self.rows[0]) if self.rows else NOTHING


NO_PAST = Past(())


def past(unit: UnitOfWork, head: Head, now: dt.datetime) -> Past:
    """The talk about distress that goes on when `head` comes."""
    mine = {"conversation": head.conversation, "head": head.seq, "since": now - RECENT}
    rows = unit.execute(_PAST, mine)
    return Past(tuple(row for row in rows if row.kind in _HEARD), _adult(unit, head))


def _adult(unit: UnitOfWork, head: Head) -> Optional[bool]:
    """What the messages before told of the person's age, the newest first."""
    before = {"conversation": head.conversation, "head": head.seq}
    rows = unit.execute(_EARLIER.limit(_MOST_LOOKED_AT), before)
    told = (people.is_adult(row.body) for row in rows if row.kind == "text" and row.body)
    return next((each for each in told if each is not None), None)


def carried(turn: Turn, head: Head, parse: Optional[dict[str, Any]]) -> Signal:
    """What `head` is about still, of what was told before; else NOTHING."""
    unit, now = turn.unit, turn.now
    if head.kind == aside.OTHER:  # a photo, a voice message: it may say anything
        return before(unit, head, now)
    if head.kind != "text" or head.code or parse is None or commands.meant(head.body):
        return NOTHING
    if taken_back.asked(head.body):
        return NOTHING
    last = unit.execute(_BEFORE, {"conversation": head.conversation, "head": head.seq}).first()
    signal = _standing(last, now)
    if not signal:
        return _after_other_talk(turn, head)
    late = now - last.received > RECENT
    kind = replies.reply(head.body)
    danger = not late and past(unit, head, now).gravest == DANGER
    if (kind == replies.MEANS and not danger) or (kind == replies.DESPAIR and late):
        kind = None  # « le train », « à quoi ça sert » are what they are then
    if kind == replies.SOMEBODY or parse["intent"]["name"] == "ask_human":
        # There is a way to a human, where one is there.
        return NOTHING if anyone_on_duty(unit) else signal
    if kind == replies.RESUMES:
        return NOTHING
    if kind is not None and not (kind == replies.MEANS and _asks_of_a_trade(turn, parse)):
        return signal
    if limits.limit(head.body) == limits.SEXUAL:
        return NOTHING
    if turn.reading is not None and _orients(turn.reading, signal):
        return NOTHING
    if turn.reading is not None and _asks_the_base(turn, head, signal):
        return NOTHING
    if signal.level == DANGER and not late:
        return NOTHING if _turns_away(turn, head, parse) else signal
    if turns_away(parse, danger=False, late=late) or _tells_of_else(turn, head, signal):
        return NOTHING
    return signal


def _orients(reading: Reading, signal: Signal) -> bool:
    """Whether a message is surely about orientation: after a danger only what asks or requests."""
    if signal.level == DANGER:
        return any(map(_asks_for_orientation, reading.segments))
    return reading.orients >= ORIENTS


def _asks_the_base(turn: Turn, head: Head, signal: Signal) -> bool:
    """Whether all of a message surely asks for an entry of the base, where neither reading hears
    distress in it."""
    if head.signal.level != NOTHING.level or replies.is_against(head.body):
        return False
    found = in_talk.asked(acting.state_of(turn), turn.reading)
    least = A_DANGER_ASKS if signal.level == DANGER else A_WORRY_ASKS
    return found is not None and found.probability >= least


def _tells_of_else(turn: Turn, head: Head, signal: Signal) -> bool:
    """After a worry, whether somebody who writes more than a few words tells of something else:
    both readings hear no distress, and the second one is far from it. Only a danger is held."""
    if signal.level == DANGER or head.signal.level != NOTHING.level:
        return False
    several = len(head.body.split()) > FEW_WORDS and not replies.is_against(head.body)
    return several and is_far(head.body, turn.library.embedder.query)


def _asks_for_orientation(segment: SegmentReading) -> bool:
    """« aide moi » and « dans combien de temps » may be said of anything."""
    wanted = FEW_WANTED if len(segment.text.split()) <= FEW_WORDS else WANTED
    if segment.label in WANTS_BACK and segment.probability >= wanted:
        return True
    asks = segment.of_act("ask") + segment.of_act("request")
    if any(m.type == PROFESSION and m.target for m in segment.mentions):
        about = asks + segment.of_act("meta") + segment.of_act("react") + segment.of("tell.goal")
        return about >= OF_A_TRADE
    named = any(m.type in (TRAINING, SCHOOL, FIELD) for m in segment.mentions)
    return asks >= ASKS and (named or len(segment.text.split()) >= MANY_WORDS)


def state(turn: Turn, head: Head) -> str:
    """Where the talk stands when `head` comes (bot.safeguarding.episode), of the messages kept."""
    last = turn.unit.execute(_BEFORE, {"conversation": head.conversation, "head": head.seq}).first()
    if last is not None and last.signal == CHECKING and turn.now - last.received <= STANDS:
        return episode.CHECKING
    if _standing(last, turn.now):
        return episode.IN_CARE
    told = past(turn.unit, head, turn.now).rows
    return episode.RELEASED if told else episode.NONE


def may_be_checked(turn: Turn, head: Head) -> bool:
    """Whether the soft line may be said after the answer: not twice in a row, nor in care."""
    stands = state(turn, head) if head.signal.level == CHECKING else episode.CHECKING
    begins = episode.advance(stands, episode.CHECKED) == episode.CHECKING
    return begins and stands != episode.CHECKING


def eased(turn: Turn, head: Head) -> Signal:
    """The signal of a message; a general worry of somebody who asks or tells something that is to
    be answered is « checking »: the answer comes, and the soft line after it. What names a matter
    of its own, and what goes on from distress, stays what it is."""
    signal, reading = head.signal, turn.reading
    if not signal.is_general or reading is None or state(turn, head) == episode.IN_CARE:
        return signal
    practical = max(
        each.of_act("ask") + each.of_act("request") + sum(map(each.of, _LIMITS))
        for each in reading.segments
    )
    found = in_talk.asked(acting.state_of(turn), reading)
    answered = found is not None and found.probability >= entry_meant.LEAST
    # Who cares for somebody wants to know what to do; what they go through themselves stands.
    for_another = turn.notebook.whom is not None and not doors.of_oneself(head.body)
    if not for_another and (kept_out(head.body) or not (answered or practical >= PRACTICAL)):
        return signal
    return Signal(CHECKING, GENERAL, GENERAL)


def admits(turn: Turn, head: Head) -> Signal:
    """What was checked right before a message that says « oui, c'est lourd »; else NOTHING."""
    if head.kind != "text" or replies.reply(head.body) != replies.HEAVY:
        return NOTHING
    return checked_before(turn, head) if state(turn, head) == episode.CHECKING else NOTHING


def checked_before(turn: Turn, head: Head) -> Signal:
    """The checking of this talk that came last; else NOTHING."""
    query = _EARLIER.where(inbox.c.signal == CHECKING).limit(1)
    last = turn.unit.execute(query, {"conversation": head.conversation, "head": head.seq}).first()
    return NOTHING if last is None or turn.now - last.received > STANDS else _signal(last)


def resumes(turn: Turn, head: Head, parse: Optional[dict[str, Any]]) -> bool:
    """Whether nothing but orientation is asked for again, while a question of care stands."""
    if head.kind != "text" or head.code or parse is None or not replies.resumes(head.body):
        return False
    if parse["intent"]["name"] == "ask_human" or limits.limit(head.body) == limits.SEXUAL:
        return False
    last = turn.unit.execute(_BEFORE, {"conversation": head.conversation, "head": head.seq}).first()
    return bool(_standing(last, turn.now))


def continued(unit: UnitOfWork, head: Head, now: dt.datetime) -> Signal:
    """The talk that a worry only goes on with: one without a name of its own, or a question about
    the lines that sounds like one; else NOTHING."""
    asks = head.kind == "text" and replies.reply(head.body) in replies.ABOUT_LINES
    if head.signal.level != CONCERN or not (asks or head.signal.topic == GENERAL):
        return NOTHING
    return before(unit, head, now)


def before(unit: UnitOfWork, head: Head, now: dt.datetime) -> Signal:
    """The signal of the message before, while it is recent."""
    last = unit.execute(_BEFORE, {"conversation": head.conversation, "head": head.seq}).first()
    return NOTHING if last is None or now - last.received > RECENT else _signal(last)


def stands_still(unit: UnitOfWork, head: Head, now: dt.datetime) -> None:
    """A message that only does something aside leaves the talk about distress where it was."""
    signal = before(unit, head, now)
    if signal:
        carry(unit, head, signal)


def carry(unit: UnitOfWork, head: Head, signal: Signal) -> None:
    """Let the message after this one know, too."""
    mine = inbox.c.id == head.id
    told = {"signal": signal.level, "topic": signal.topic, "matter": signal.matter}
    unit.execute(inbox.update().where(mine).values(**told))


def signalled(unit: UnitOfWork, conversation: int, since: dt.datetime) -> bool:
    """Whether a message since then told of distress, or may have answered a question of care."""
    query = sa.select(inbox.c.id).where(
        inbox.c.conversation_id == conversation,
        inbox.c.received > since,
        inbox.c.signal != NOTHING.level,
    )
    return unit.execute(query.limit(1)).first() is not None


def _after_other_talk(turn: Turn, head: Head) -> Signal:
    """What is heard of it still, though something else was said since: the fear of calling, that
    nobody is to know, and, after a danger, what one can hurt oneself with, unless it is about
    orientation."""
    if replies.is_about_calling(head.body) or replies.reply(head.body) == replies.SECRECY:
        return past(turn.unit, head, turn.now).last
    if not replies.is_of_means(head.body) or _names_orientation(turn, head):
        return NOTHING
    before_it = past(turn.unit, head, turn.now)
    return before_it.last if before_it.rows and before_it.gravest == DANGER else NOTHING


def _turns_away(turn: Turn, head: Head, parse: dict[str, Any]) -> bool:
    """Whether it is about something else, right after a danger.

    Orientation is named or a trade is, and the model is certain, or sure of a wish or a question
    that is far from distress; where a question names orientation, which intent it is may be unsure.
    """
    if parse["intent"]["name"] == "erase_data":
        return turns_away(parse) and replies.erases(head.body)
    certain = turns_away(parse, enough=CERTAIN)
    if certain and _names_a_trade_or_the_service(turn, head):
        return True
    if _asks_of_orientation(head, parse) or _likes(turn, head):
        return True
    far = is_far(head.body, turn.library.embedder.query)
    if not far or replies.is_against(head.body):
        return False
    if not _names_orientation(turn, head):
        return False
    sure = replies.wants_something(head.body) and turns_away(parse)
    return certain or sure or (replies.asks(head.body) and about_orientation(parse) >= LIKELY)


def _asks_of_orientation(head: Head, parse: dict[str, Any]) -> bool:
    """Whether a question is surely of orientation, and neither reading hears distress in it."""
    if head.signal.level != NOTHING.level or replies.is_against(head.body):
        return False
    whole = len(head.body.split()) > FEW_WORDS  # « dans combien de temps » may be about anything
    asked = whole and replies.asks(head.body) and turns_away(parse)
    return asked and about_orientation(parse) >= SURE


def _names_a_trade_or_the_service(turn: Turn, head: Head) -> bool:
    if replies.names_the_service(head.body) or turn.library.asked(turn.text) is not None:
        return True
    return turn.library.link(turn.text).named


def _names_orientation(turn: Turn, head: Head) -> bool:
    if replies.names_orientation(head.body) or _names_a_trade_or_the_service(turn, head):
        return True
    return bool(turn.library.link(turn.text).candidates)


def _likes(turn: Turn, head: Head) -> bool:
    """Whether the person, having let go of it, says surely what they like or want to do: something
    that points at a profession (« j'adore ma mère » does not)."""
    if turn.reading is None or turn.reading.wants < WANTS or replies.is_against(head.body):
        return False
    if not any(nearness >= CLEAR for _, nearness in turn.library.near(turn.text, told=True)[:1]):
        return False
    return past(turn.unit, head, turn.now).heard_last(replies.LET_GO)


def _asks_of_a_trade(turn: Turn, parse: dict[str, Any]) -> bool:
    """Whether a trade is surely asked about: « comment devenir conducteur de train »."""
    return turns_away(parse, enough=CERTAIN) and turn.library.link(turn.text).named


def _standing(last: Any, now: dt.datetime) -> Signal:
    return NOTHING if last is None or now - last.received > STANDS else _signal(last)


def _signal(row: Any) -> Signal:
    return Signal(row.signal, row.topic, row.matter)
