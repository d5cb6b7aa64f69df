"""After a signal of distress, the bot has asked an open question: what comes next may answer it.

« oui » is then no answer to a questionnaire, and « depuis deux ans » is no interest to note. Until
the person turns to something else, what they say is heard as talk about it (`bot.care.
replies`), and nothing of it is kept in the notebook.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from bot.care import abusive_messages, episode_states, person_context, reply_kinds
from bot.care.detector import CHECKING, CONCERN, DANGER, GENERAL, NOTHING, Signal
from bot.care.second_reading import is_far_from_distress
from bot.dialogue.intent_groups import (
    CERTAIN_CONFIDENCE,
    LIKELY_CONFIDENCE,
    MAX_LEAVING_WORDS,
    SURE_CONFIDENCE,
)
from bot.dialogue.intent_resolution import leaves_care_question, orientation_probability
from bot.dialogue.interpretation import contextual_entries, entry_policy, interpreter
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.guidance import audience, form_of_address
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.matching.scores import CLEAR_THRESHOLD
from bot.messaging import non_text_input, slash_commands
from bot.messaging.message_intake import PendingMessage
from bot.notebook import message_retraction
from bot.notebook.sensitive_topics import is_sensitive
from bot.storage import message_history_repository, message_repository
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn

# So long it is one talk. Where nothing else was said since, the question stands on the screen for a
# day; but what may be about orientation is, by then.
MAX_TALK_GAP, MAX_QUESTION_AGE = dt.timedelta(hours=2), dt.timedelta(days=1)
_MAX_HISTORY_MESSAGES = 50
# After a worry that was no danger, a message this surely about orientation leads back to it.
MIN_ORIENTATION_PROBABILITY = 0.8
# After a danger, it has to ask for it this surely, or, once it was let go of, to say this surely
# what is liked or wanted. Of a profession that is named less is asked.
MIN_ASK_PROBABILITY, MIN_WISH_PROBABILITY, MIN_PROFESSION_PROBABILITY = 0.75, 0.8, 0.35
MIN_LONG_QUESTION_WORDS, MIN_REQUEST_PROBABILITY, MIN_SHORT_REQUEST_PROBABILITY = 7, 0.33, 0.45
# What asks for an entry of the base leads back from here on.
MIN_ENTRY_PROBABILITY_AFTER_CONCERN, MIN_ENTRY_PROBABILITY_AFTER_DANGER = 0.25, 0.6
# What surely asks, or says what somebody can or cannot do, is practical.
MIN_PRACTICAL_PROBABILITY, _CONSTRAINT_LABELS = 0.7, ("tell.constraint", "tell.dislike")
ORIENTATION_REQUEST_LABELS = frozenset(
    {
        *("request.leads", "request.more", "request.recap", "request.resume"),
        *("ask.professions", "ask.trainings", "ask.access"),
    }
)
_ANSWERED_KINDS = (
    "text",
    non_text_input.OTHER,
)  # what help or a word of care answered; a press is neither


@dataclass(frozen=True)
class EpisodeHistory:
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
        return any(
            row.kind == "text" and reply_kinds.classify_reply(row.body) == kind for row in self.rows
        )

    def last_is_one_of(self, kinds: frozenset[str]) -> bool:
        """Whether one of these was what they said last."""
        return bool(self.rows) and reply_kinds.classify_reply(self.rows[0].body) in kinds

    @property
    def formal(self) -> Optional[bool]:
        """Whether the person said « vous » to the bot, or asked for it; nothing notes it here."""
        asked = (
            form_of_address.parse_requested_form(row.body)
            for row in self.rows
            if row.kind == "text"
        )
        return next((each for each in asked if each is not None), None)

    @property
    def highest_level(self) -> str:
        """The highest level that was told of."""
        grave = any(row.signal == DANGER for row in self.rows)
        return DANGER if grave else self.last.level

    @property
    def last(self) -> Signal:
        """What it was about at last."""
        return _signal_from_row(self.rows[0]) if self.rows else NOTHING


EMPTY_HISTORY = EpisodeHistory(())


def load_history(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> EpisodeHistory:
    """The talk about distress that goes on when `head` comes."""
    rows = message_history_repository.list_signalled_messages(
        unit,
        head.conversation,
        head.seq,
        levels=(CONCERN, DANGER),
        since=now - MAX_TALK_GAP,
        most=_MAX_HISTORY_MESSAGES,
    )
    return EpisodeHistory(
        tuple(row for row in rows if row.kind in _ANSWERED_KINDS), _find_adulthood(unit, head)
    )


def _find_adulthood(unit: UnitOfWork, head: PendingMessage) -> Optional[bool]:
    """What the messages before told of the person's age, the newest first."""
    rows = message_history_repository.list_earlier_messages(
        unit, head.conversation, head.seq, _MAX_HISTORY_MESSAGES
    )
    told = (person_context.is_adult(row.body) for row in rows if row.kind == "text" and row.body)
    return next((each for each in told if each is not None), None)


def find_carried_signal(
    turn: Turn, head: PendingMessage, parse: Optional[dict[str, Any]]
) -> Signal:
    """What `head` is about still, of what was told before; else NOTHING."""
    unit, now = turn.unit, turn.now
    if head.kind == non_text_input.OTHER:  # a photo, a voice message: it may say anything
        return find_previous_signal(unit, head, now)
    if (
        head.kind != "text"
        or head.code
        or parse is None
        or slash_commands.find_command_intent(head.body)
    ):
        return NOTHING
    if message_retraction.parse_retraction_request(head.body):
        return NOTHING
    last = _find_previous_message(unit, head)
    signal = _find_standing_signal(last, now)
    if not signal:
        return _find_reopened_signal(turn, head)
    late = now - last.received > MAX_TALK_GAP
    kind = reply_kinds.classify_reply(head.body)
    danger = not late and load_history(unit, head, now).highest_level == DANGER
    if (kind == reply_kinds.MEANS and not danger) or (kind == reply_kinds.DESPAIR and late):
        kind = None  # « le train », « à quoi ça sert » are what they are then
    if kind == reply_kinds.SOMEBODY or parse["intent"]["name"] == "ask_human":
        # There is a way to a human, where one is there.
        return NOTHING if is_anyone_on_duty(unit) else signal
    if kind == reply_kinds.RESUMES:
        return NOTHING
    if kind is not None and not (kind == reply_kinds.MEANS and _asks_about_profession(turn, parse)):
        return signal
    if abusive_messages.classify_abuse(head.body) == abusive_messages.SEXUAL:
        return NOTHING
    if turn.reading is not None and _is_about_orientation(turn.reading, signal):
        return NOTHING
    if turn.reading is not None and _asks_for_entry(turn, head, signal):
        return NOTHING
    if signal.level == DANGER and not late:
        return NOTHING if _turns_away(turn, head, parse) else signal
    if leaves_care_question(
        parse, after_danger=False, late_in_care=late
    ) or _is_about_something_else(turn, head, signal):
        return NOTHING
    return signal


def _is_about_orientation(reading: Reading, signal: Signal) -> bool:
    """Whether a message is surely about orientation: after a danger only what asks or requests."""
    if signal.level == DANGER:
        return any(map(_asks_for_orientation, reading.segments))
    return reading.orientation_probability >= MIN_ORIENTATION_PROBABILITY


def _asks_for_entry(turn: Turn, head: PendingMessage, signal: Signal) -> bool:
    """Whether all of a message surely asks for an entry of the base, where neither reading hears
    distress in it."""
    if head.signal.level != NOTHING.level or reply_kinds.expresses_refusal(head.body):
        return False
    found = contextual_entries.find_contextual_entries(interpreter.build_state(turn), turn.reading)
    least = (
        MIN_ENTRY_PROBABILITY_AFTER_DANGER
        if signal.level == DANGER
        else MIN_ENTRY_PROBABILITY_AFTER_CONCERN
    )
    return found is not None and found.probability >= least


def _is_about_something_else(turn: Turn, head: PendingMessage, signal: Signal) -> bool:
    """After a worry, whether somebody who writes more than a few words tells of something else:
    both readings hear no distress, and the second one is far from it. Only a danger is held."""
    if signal.level == DANGER or head.signal.level != NOTHING.level:
        return False
    several = len(head.body.split()) > MAX_LEAVING_WORDS and not reply_kinds.expresses_refusal(
        head.body
    )
    return several and is_far_from_distress(head.body, turn.library.embedder.query)


def _asks_for_orientation(segment: SegmentReading) -> bool:
    """« aide moi » and « dans combien de temps » may be said of anything."""
    wanted = (
        MIN_SHORT_REQUEST_PROBABILITY
        if len(segment.text.split()) <= MAX_LEAVING_WORDS
        else MIN_REQUEST_PROBABILITY
    )
    if segment.label in ORIENTATION_REQUEST_LABELS and segment.probability >= wanted:
        return True
    asks = segment.act_probability("ask") + segment.act_probability("request")
    if any(m.type == PROFESSION and m.target for m in segment.mentions):
        about = (
            asks
            + segment.act_probability("meta")
            + segment.act_probability("react")
            + segment.of("tell.goal")
        )
        return about >= MIN_PROFESSION_PROBABILITY
    named = any(m.type in (TRAINING, SCHOOL, FIELD) for m in segment.mentions)
    return asks >= MIN_ASK_PROBABILITY and (
        named or len(segment.text.split()) >= MIN_LONG_QUESTION_WORDS
    )


def find_episode_state(turn: Turn, head: PendingMessage) -> str:
    """Where the talk stands when `head` comes (bot.care.episode_states), of the messages kept."""
    last = _find_previous_message(turn.unit, head)
    if (
        last is not None
        and last.signal == CHECKING
        and turn.now - last.received <= MAX_QUESTION_AGE
    ):
        return episode_states.CHECKING
    if _find_standing_signal(last, turn.now):
        return episode_states.IN_CARE
    told = load_history(turn.unit, head, turn.now).rows
    return episode_states.RELEASED if told else episode_states.NONE


def may_add_checking(turn: Turn, head: PendingMessage) -> bool:
    """Whether the soft line may be said after the answer: not twice in a row, nor in care."""
    stands = (
        find_episode_state(turn, head) if head.signal.level == CHECKING else episode_states.CHECKING
    )
    begins = episode_states.advance(stands, episode_states.CHECKED) == episode_states.CHECKING
    return begins and stands != episode_states.CHECKING


def downgrade_practical_concern(turn: Turn, head: PendingMessage) -> Signal:
    """The signal of a message; a general worry of somebody who asks or tells something that is to
    be answered is « checking »: the answer comes, and the soft line after it. What names a matter
    of its own, and what goes on from distress, stays what it is."""
    signal, reading = head.signal, turn.reading
    if (
        not signal.is_general
        or reading is None
        or find_episode_state(turn, head) == episode_states.IN_CARE
    ):
        return signal
    practical = max(
        each.act_probability("ask")
        + each.act_probability("request")
        + sum(map(each.of, _CONSTRAINT_LABELS))
        for each in reading.segments
    )
    found = contextual_entries.find_contextual_entries(interpreter.build_state(turn), reading)
    answered = found is not None and found.probability >= entry_policy.MIN_FRENCH
    # Who cares for somebody wants to know what to do; what they go through themselves stands.
    for_another = turn.notebook.whom is not None and not audience.is_about_oneself(head.body)
    if not for_another and (
        is_sensitive(head.body) or not (answered or practical >= MIN_PRACTICAL_PROBABILITY)
    ):
        return signal
    return Signal(CHECKING, GENERAL, GENERAL)


def find_admitted_signal(turn: Turn, head: PendingMessage) -> Signal:
    """What was checked right before a message that says « oui, c'est lourd »; else NOTHING."""
    if head.kind != "text" or reply_kinds.classify_reply(head.body) != reply_kinds.HEAVY:
        return NOTHING
    return (
        find_last_checking(turn, head)
        if find_episode_state(turn, head) == episode_states.CHECKING
        else NOTHING
    )


def find_last_checking(turn: Turn, head: PendingMessage) -> Signal:
    """The checking of this talk that came last; else NOTHING."""
    last = message_history_repository.find_last_signalled_message(
        turn.unit, head.conversation, head.seq, CHECKING
    )
    return (
        NOTHING
        if last is None or turn.now - last.received > MAX_QUESTION_AGE
        else _signal_from_row(last)
    )


def asks_to_resume(turn: Turn, head: PendingMessage, parse: Optional[dict[str, Any]]) -> bool:
    """Whether nothing but orientation is asked for again, while a question of care stands."""
    if (
        head.kind != "text"
        or head.code
        or parse is None
        or not reply_kinds.resumes_orientation(head.body)
    ):
        return False
    if (
        parse["intent"]["name"] == "ask_human"
        or abusive_messages.classify_abuse(head.body) == abusive_messages.SEXUAL
    ):
        return False
    last = _find_previous_message(turn.unit, head)
    return bool(_find_standing_signal(last, turn.now))


def find_continued_signal(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> Signal:
    """The talk that a worry only goes on with: one without a name of its own, or a question about
    the lines that sounds like one; else NOTHING."""
    asks = head.kind == "text" and reply_kinds.classify_reply(head.body) in reply_kinds.ABOUT_LINES
    if head.signal.level != CONCERN or not (asks or head.signal.topic == GENERAL):
        return NOTHING
    return find_previous_signal(unit, head, now)


def find_previous_signal(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> Signal:
    """The signal of the message before, while it is recent."""
    last = _find_previous_message(unit, head)
    return NOTHING if last is None or now - last.received > MAX_TALK_GAP else _signal_from_row(last)


def preserve_episode(unit: UnitOfWork, head: PendingMessage, now: dt.datetime) -> None:
    """A message that only does something aside leaves the talk about distress where it was."""
    signal = find_previous_signal(unit, head, now)
    if signal:
        store_signal(unit, head, signal)


def store_signal(unit: UnitOfWork, head: PendingMessage, signal: Signal) -> None:
    """Let the message after this one know, too."""
    message_repository.save_signal(unit, head.id, signal.level, signal.topic, signal.matter)


def _find_reopened_signal(turn: Turn, head: PendingMessage) -> Signal:
    """What is heard of it still, though something else was said since: the fear of calling, that
    nobody is to know, and, after a danger, what one can hurt oneself with, unless it is about
    orientation."""
    if (
        reply_kinds.is_about_calling(head.body)
        or reply_kinds.classify_reply(head.body) == reply_kinds.SECRECY
    ):
        return load_history(turn.unit, head, turn.now).last
    if not reply_kinds.mentions_means(head.body) or _names_orientation(turn, head):
        return NOTHING
    before_it = load_history(turn.unit, head, turn.now)
    return before_it.last if before_it.rows and before_it.highest_level == DANGER else NOTHING


def _turns_away(turn: Turn, head: PendingMessage, parse: dict[str, Any]) -> bool:
    """Whether it is about something else, right after a danger.

    Orientation is named or a trade is, and the model is certain, or sure of a wish or a question
    that is far from distress; where a question names orientation, which intent it is may be unsure.
    """
    if parse["intent"]["name"] == "erase_data":
        return leaves_care_question(parse) and reply_kinds.asks_for_erasure(head.body)
    certain = leaves_care_question(parse, min_confidence=CERTAIN_CONFIDENCE)
    if certain and _names_profession_or_service(turn, head):
        return True
    if _asks_about_orientation(head, parse) or _states_a_liking(turn, head):
        return True
    far = is_far_from_distress(head.body, turn.library.embedder.query)
    if not far or reply_kinds.expresses_refusal(head.body):
        return False
    if not _names_orientation(turn, head):
        return False
    sure = reply_kinds.wants_something(head.body) and leaves_care_question(parse)
    return (
        certain
        or sure
        or (
            reply_kinds.asks_something(head.body)
            and orientation_probability(parse) >= LIKELY_CONFIDENCE
        )
    )


def _asks_about_orientation(head: PendingMessage, parse: dict[str, Any]) -> bool:
    """Whether a question is surely of orientation, and neither reading hears distress in it."""
    if head.signal.level != NOTHING.level or reply_kinds.expresses_refusal(head.body):
        return False
    whole = (
        len(head.body.split()) > MAX_LEAVING_WORDS
    )  # « dans combien de temps » may be about anything
    asked = whole and reply_kinds.asks_something(head.body) and leaves_care_question(parse)
    return asked and orientation_probability(parse) >= SURE_CONFIDENCE


def _names_profession_or_service(turn: Turn, head: PendingMessage) -> bool:
    if reply_kinds.names_the_service(head.body) or turn.library.asked(turn.text) is not None:
        return True
    return turn.library.link(turn.text).named


def _names_orientation(turn: Turn, head: PendingMessage) -> bool:
    if reply_kinds.names_orientation(head.body) or _names_profession_or_service(turn, head):
        return True
    return bool(turn.library.link(turn.text).candidates)


def _states_a_liking(turn: Turn, head: PendingMessage) -> bool:
    """Whether the person, having let go of it, says surely what they like or want to do: something
    that points at a profession (« j'adore ma mère » does not)."""
    if (
        turn.reading is None
        or turn.reading.liking_probability < MIN_WISH_PROBABILITY
        or reply_kinds.expresses_refusal(head.body)
    ):
        return False
    if not any(
        nearness >= CLEAR_THRESHOLD for _, nearness in turn.library.near(turn.text, told=True)[:1]
    ):
        return False
    return load_history(turn.unit, head, turn.now).last_is_one_of(reply_kinds.LETTING_GO)


def _asks_about_profession(turn: Turn, parse: dict[str, Any]) -> bool:
    """Whether a trade is surely asked about: « comment devenir conducteur de train »."""
    return (
        leaves_care_question(parse, min_confidence=CERTAIN_CONFIDENCE)
        and turn.library.link(turn.text).named
    )


def _find_previous_message(unit: UnitOfWork, head: PendingMessage) -> Any:
    return message_history_repository.find_previous_message(unit, head.conversation, head.seq)


def _find_standing_signal(last: Any, now: dt.datetime) -> Signal:
    return (
        NOTHING
        if last is None or now - last.received > MAX_QUESTION_AGE
        else _signal_from_row(last)
    )


def _signal_from_row(row: Any) -> Signal:
    return Signal(row.signal, row.topic, row.matter)
