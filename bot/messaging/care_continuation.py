"""Whether a message still belongs to an earlier signal of distress, or turns to something else."""

from __future__ import annotations

from typing import Any, Optional

from bot.care import abusive_messages, reply_kinds
from bot.care.detector import DANGER, NOTHING, Signal
from bot.care.reply_kinds import HelpReply
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
from bot.handoff.pending_requests import names_leaving_queue
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.matching.scores import CLEAR_THRESHOLD
from bot.messaging import care_episode, non_text_input, slash_commands
from bot.messaging.message_intake import PendingMessage
from bot.notebook import retraction_requests
from bot.turn_context import Turn

# Leads back to orientation after a concern.
MIN_ORIENTATION_PROBABILITY = 0.8
# After a danger, a message has to ask for orientation or, once the person has let go, to state a
# wish with these probabilities; less is needed if it names a profession.
MIN_ASK_PROBABILITY, MIN_WISH_PROBABILITY, MIN_PROFESSION_PROBABILITY = 0.75, 0.8, 0.35
MIN_LONG_QUESTION_WORDS, MIN_REQUEST_PROBABILITY, MIN_SHORT_REQUEST_PROBABILITY = 7, 0.33, 0.45
# A question about an entry of the base leads back to orientation.
MIN_ENTRY_PROBABILITY_AFTER_CONCERN, MIN_ENTRY_PROBABILITY_AFTER_DANGER = 0.25, 0.6
# What only tells something after a danger (« je veux juste continuer mes études ») needs more.
MIN_TOLD_ENTRY_PROBABILITY_AFTER_DANGER = 0.75
ORIENTATION_REQUEST_LABELS = frozenset(
    {
        *("request.leads", "request.more", "request.recap", "request.resume"),
        *("ask.professions", "ask.trainings", "ask.access"),
    }
)

# Labels of what is liked or wanted, and of what asks for orientation beside questions.
_LIKING_LABELS = ("tell.like", "tell.goal", "tell.strength", "react.like")
_ORIENTING_LABELS = ("tell.like", "tell.goal", "tell.strength", "tell.done", "service.place")


def find_carried_signal(
    turn: Turn, head: PendingMessage, parse: Optional[dict[str, Any]]
) -> Signal:
    """Return the earlier signal that `head` still belongs to; else NOTHING."""
    if head.kind == non_text_input.OTHER:  # a photo or a voice message may say anything
        return care_episode.find_previous_signal(turn.unit, head, turn.now)
    if (
        head.kind != "text"
        or head.code
        or parse is None
        or slash_commands.find_command_intent(head.body)
        or retraction_requests.parse_retraction_request(head.body)
    ):
        return NOTHING
    last, reply = care_episode.find_previous_message(turn.unit, head), head.reply
    signal = care_episode.find_standing_signal(last, turn.now)
    if not signal:
        return _find_reopened_signal(turn, head, reply)
    late = turn.now - last.received > care_episode.MAX_TALK_GAP
    return signal if _stays_in_care(turn, head, reply, parse, signal, late) else NOTHING


def _stays_in_care(
    turn: Turn,
    head: PendingMessage,
    reply: HelpReply,
    parse: dict[str, Any],
    signal: Signal,
    late: bool,
) -> bool:
    """Whether a typed message belongs to `signal`; `late`: it begins another talk."""
    kind = reply.kind
    danger = (
        not late and care_episode.load_history(turn.unit, head, turn.now).highest_level == DANGER
    )
    if (kind == reply_kinds.MEANS and not danger) or (kind == reply_kinds.DESPAIR and late):
        kind = None  # « le train », « à quoi ça sert » are then meant literally
    if kind == reply_kinds.SOMEBODY or parse["intent"]["name"] == "ask_human":
        # A counsellor on duty can be asked for as always.
        return not is_anyone_on_duty(turn.unit)
    if kind == reply_kinds.RESUMES or names_leaving_queue(turn.unit, turn.conversation, head.body):
        return False
    if kind is not None and not _asks_beside_reply(turn, head, kind, parse):
        return True
    if abusive_messages.classify_abuse(head.body) == abusive_messages.SEXUAL:
        return False
    if turn.reading is not None and (
        _is_about_orientation(turn.reading, signal) or _asks_for_entry(turn, head, reply, signal)
    ):
        return False
    if signal.level == DANGER and not late:
        return not _turns_away(turn, head, reply, parse)
    return not (
        leaves_care_question(parse, after_danger=False, late_in_care=late)
        or _is_about_something_else(turn, head, reply, signal)
    )


def _asks_beside_reply(turn: Turn, head: PendingMessage, kind: str, parse: dict[str, Any]) -> bool:
    """Whether a reply to help also asks about orientation: « ça va mieux, comment devenir … »."""
    if kind == reply_kinds.MEANS:
        return _asks_about_profession(turn, parse)
    if kind not in reply_kinds.LETTING_GO | reply_kinds.PARTING or turn.reading is None:
        return False
    calm = head.signal.level == NOTHING.level
    return calm and any(map(_asks_for_orientation, turn.reading.segments))


def _is_about_orientation(reading: Reading, signal: Signal) -> bool:
    """Whether a message is clearly about orientation; after a danger, only questions count."""
    if signal.level == DANGER:
        return any(map(_asks_for_orientation, reading.segments))
    orienting = max(
        segment.asking_probability + sum(segment.labels[each] for each in _ORIENTING_LABELS)
        for segment in reading.segments
    )
    return orienting >= MIN_ORIENTATION_PROBABILITY


def _asks_for_entry(turn: Turn, head: PendingMessage, reply: HelpReply, signal: Signal) -> bool:
    """Whether the whole message clearly asks for an entry of the base, without any signal."""
    if head.signal.level != NOTHING.level or reply.refuses:
        return False
    entry = contextual_entries.find_contextual_entries(interpreter.build_state(turn), turn.reading)
    if entry is None:
        return False
    least = MIN_ENTRY_PROBABILITY_AFTER_CONCERN
    if signal.level == DANGER:
        asks = entry_policy.asks_something(turn.reading)
        least = (
            MIN_ENTRY_PROBABILITY_AFTER_DANGER if asks else MIN_TOLD_ENTRY_PROBABILITY_AFTER_DANGER
        )
    return entry.probability >= least


def _is_about_something_else(
    turn: Turn, head: PendingMessage, reply: HelpReply, signal: Signal
) -> bool:
    """Whether, after a concern, a message of more than a few words is far from distress in both
    readings; never after a danger."""
    if signal.level == DANGER or head.signal.level != NOTHING.level:
        return False
    several = len(head.body.split()) > MAX_LEAVING_WORDS and not reply.refuses
    return several and is_far_from_distress(head.body, turn.library.embedder.query)


def _asks_for_orientation(segment: SegmentReading) -> bool:
    """Whether a segment asks about orientation; « aide moi » alone may be about anything."""
    wanted = (
        MIN_SHORT_REQUEST_PROBABILITY
        if len(segment.text.split()) <= MAX_LEAVING_WORDS
        else MIN_REQUEST_PROBABILITY
    )
    if segment.label in ORIENTATION_REQUEST_LABELS and segment.probability >= wanted:
        return True
    asks = segment.acts["ask"] + segment.acts["request"]
    if any(m.type == PROFESSION and m.target for m in segment.mentions):
        about = asks + segment.acts["meta"] + segment.acts["react"] + segment.labels["tell.goal"]
        return about >= MIN_PROFESSION_PROBABILITY
    named = any(m.type in (TRAINING, SCHOOL, FIELD) for m in segment.mentions)
    return asks >= MIN_ASK_PROBABILITY and (
        named or len(segment.text.split()) >= MIN_LONG_QUESTION_WORDS
    )


def _find_reopened_signal(turn: Turn, head: PendingMessage, reply: HelpReply) -> Signal:
    """Return the earlier signal that a message returns to after a change of topic; else NOTHING.

    That is a fear of calling, a wish for secrecy or, after a danger, a mention of means that is not
    about orientation.
    """
    if reply.about_calling or reply.kind == reply_kinds.SECRECY:
        return care_episode.load_history(turn.unit, head, turn.now).last
    if reply_kinds.MEANS not in reply.kinds or _names_orientation(turn, reply):
        return NOTHING
    past = care_episode.load_history(turn.unit, head, turn.now)
    return past.last if past.rows and past.highest_level == DANGER else NOTHING


def _turns_away(turn: Turn, head: PendingMessage, reply: HelpReply, parse: dict[str, Any]) -> bool:
    """Whether a message right after a danger is about something else.

    It has to name orientation or a profession, and the model has to be certain, or sure of a wish
    or a question far from distress; the intent of a question about orientation may be unsure.
    """
    if parse["intent"]["name"] == "erase_data":
        return leaves_care_question(parse) and reply.erases
    certain = leaves_care_question(parse, min_confidence=CERTAIN_CONFIDENCE)
    if certain and _names_profession_or_service(turn, reply):
        return True
    if _asks_about_orientation(head, reply, parse) or _states_a_liking(turn, head, reply):
        return True
    far = is_far_from_distress(head.body, turn.library.embedder.query)
    if not far or reply.refuses or not _names_orientation(turn, reply):
        return False
    sure = reply.wants and leaves_care_question(parse)
    likely = reply.asks and orientation_probability(parse) >= LIKELY_CONFIDENCE
    return certain or sure or likely


def _asks_about_orientation(head: PendingMessage, reply: HelpReply, parse: dict[str, Any]) -> bool:
    """Whether a question is clearly about orientation, without any signal."""
    if head.signal.level != NOTHING.level or reply.refuses:
        return False
    # A short question such as « dans combien de temps » may be about anything.
    is_long = len(head.body.split()) > MAX_LEAVING_WORDS
    asked = is_long and reply.asks and leaves_care_question(parse)
    return asked and orientation_probability(parse) >= SURE_CONFIDENCE


def _names_profession_or_service(turn: Turn, reply: HelpReply) -> bool:
    if reply.names_service or turn.library.asked(turn.text) is not None:
        return True
    return turn.library.link(turn.text).named


def _names_orientation(turn: Turn, reply: HelpReply) -> bool:
    if reply.names_orientation or _names_profession_or_service(turn, reply):
        return True
    return bool(turn.library.link(turn.text).candidates)


def _states_a_liking(turn: Turn, head: PendingMessage, reply: HelpReply) -> bool:
    """Whether a person who has let go clearly states a liking or a wish that points at a profession
    (« j'adore ma mère » does not)."""
    if turn.reading is None or reply.refuses:
        return False
    segments = turn.reading.segments
    liking = max(sum(segment.labels[each] for each in _LIKING_LABELS) for segment in segments)
    if liking < MIN_WISH_PROBABILITY:
        return False
    if not any(
        nearness >= CLEAR_THRESHOLD for _, nearness in turn.library.near(turn.text, told=True)[:1]
    ):
        return False
    return care_episode.load_history(turn.unit, head, turn.now).last_is_one_of(
        reply_kinds.LETTING_GO
    )


def _asks_about_profession(turn: Turn, parse: dict[str, Any]) -> bool:
    """Whether a profession is clearly asked about: « comment devenir conducteur de train »."""
    return (
        leaves_care_question(parse, min_confidence=CERTAIN_CONFIDENCE)
        and turn.library.link(turn.text).named
    )
