"""Replies to a person in distress.

The full help is given once. Later messages are answered by their kind (a question about the
helplines, a yes, a joke), or with the helplines and an open sentence that varies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.care import abusive_messages, person_context, reply_kinds
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import CONCERN, DANGER, FRIEND, GENERAL, Signal
from bot.choice_payloads import AskHuman
from bot.dialogue.agent import Dialogue, UnderstoodMessage
from bot.guidance import form_of_address
from bot.handoff.danger_requests import mark_in_danger
from bot.handoff.queue_wait import is_anyone_on_duty, is_holder_present
from bot.messages import Reply
from bot.messaging import care_alerts, care_episode
from bot.messaging.care_episode import EMPTY_HISTORY, EpisodeHistory
from bot.messaging.message_intake import PendingMessage
from bot.storage import message_history_repository
from bot.turn_context import Turn, privacy_notice_facts

OPEN_SENTENCE_COUNT = 4
# How far back an age is looked for.
_MAX_EARLIER_MESSAGES = 50
SUICIDE_MATTER = "suicide"
# Topics behind which there may be violence at home.
_TOPICS_THAT_MAY_HIDE_VIOLENCE = frozenset({GENERAL, person_context.RUNNING_AWAY, "homeless"})
_REPEAT_RESPONSE, _SHORT_RESPONSE, _CLOSING_RESPONSE = (
    "utter_care_again",
    "utter_care_shorter",
    "utter_care_closed",
)
_MINIMIZES_ASK_RESPONSE, _MINIMIZES_RESPONSE = "utter_care_minimizes_asked", "utter_care_minimizes"


@dataclass(frozen=True)
class CareContext:
    """One message of a distress episode.

    Attributes:
        row: the row of the conversation.
        head: the message.
        signal: the signal that the message is about.
        past: the earlier messages of the episode.
    """

    dialogue: Dialogue
    turn: Turn
    row: Any
    head: PendingMessage
    signal: Signal
    past: EpisodeHistory = EMPTY_HISTORY

    @classmethod
    def of(
        cls, dialogue: Dialogue, turn: Turn, row: Any, head: PendingMessage, signal: Signal
    ) -> CareContext:
        """Build the context with the history loaded from the database."""
        past = care_episode.load_history(turn.unit, head, turn.now)
        return cls(dialogue, turn, row, head, signal, past)

    @property
    def kind(self) -> Optional[str]:
        """The kind of reply to the help; None for anything else.

        Of a message with a signal of its own, only questions about the helplines count.
        """
        kind = self.head.reply.kind if self.head.kind == "text" else None
        return kind if kind in reply_kinds.ABOUT_LINES or not self.head.signal else None

    @property
    def times(self) -> int:
        """How often this signal was answered before."""
        return self.past.answered(self.signal)

    @property
    def adult(self) -> Optional[bool]:
        """Whether the person whom the helplines are for is an adult; None if unknown."""
        text = self.head.body if self.head.kind == "text" else ""
        if self.signal.topic == FRIEND:
            return person_context.is_about_an_adult(text)
        told = person_context.is_adult(text)
        if told is not None:
            return told
        earlier = message_history_repository.list_earlier_messages(
            self.turn.unit, self.head.conversation, self.head.seq, _MAX_EARLIER_MESSAGES
        )
        texts = (row.body for row in earlier if row.kind == "text" and row.body)
        answers = map(person_context.is_adult, texts)
        return next((adult for adult in answers if adult is not None), None)

    def facts(self, signal: Optional[Signal] = None) -> dict[str, str]:
        """Return the facts of an answer to `signal`, by default the signal of this message."""
        return build_answer_facts(signal or self.signal, self.turn.now, self.adult)

    def say(self, name: str, **found: Any) -> Reply:
        """Render a response, in « vous » if an earlier message of the episode asked for it."""
        if (
            form_of_address.parse_requested_form(self.turn.text) is None
            and self.past.formal is not None
        ):
            found["vous"] = self.past.formal
        return self.dialogue.say(self.turn, name, self.head.seq, **found)


def answer_signal(care: CareContext) -> list[Reply]:
    """Answer a signal: the full help the first time, a shorter reply after that."""
    first = not care.times
    said = render_full_help(care) if first else _render_care_reply(care, _select_response(care))
    team = _render_alert_notice(care, first)  # before the secrecy reply, which says who was alerted
    secrecy = [_render_secrecy(care)] if first and _asks_for_secrecy(care) else []
    return [said, *secrecy, *team]


def asks_for_helplines(heard: UnderstoodMessage) -> bool:
    """Whether the helpline button of the checking line was pressed, or its label typed."""
    carried = {entity["entity"]: entity["value"] for entity in heard.parse["entities"]}
    return heard.parse["intent"]["name"] == "ask_human" and carried.get("value") == AskHuman.LINES


def render_checking(care: CareContext) -> Reply:
    """Render the checking line with a button to the helplines, or with the helplines themselves if
    the message may be about suicide."""
    if care.signal.matter == SUICIDE_MATTER:
        known = replace(care.signal, level=CONCERN)
        return care.say("utter_checking_suicide", lines=care.facts(known)["lines"])
    return care.say("utter_checking")


def answer_admission(care: CareContext) -> list[Reply]:
    """Give the full help once the person admits that things are hard, or asks for the helplines."""
    matter = care.signal.matter or GENERAL
    known = replace(care, signal=Signal(CONCERN, GENERAL, matter))
    care_episode.store_signal(care.turn.unit, care.head, known.signal)
    return answer_signal(known)


def answer_beside_counsellor(care: CareContext) -> list[Reply]:
    """Answer a signal while a counsellor has the conversation: only a danger or a minor at risk,
    which marks the talk.

    If the counsellor is present, the answer is brief and given once for each new or graver danger;
    the console marks the others.
    """
    if care.signal.level != DANGER and care.signal.topic != abusive_messages.ADVANCES:
        return []
    mark_in_danger(care.turn.unit, care.row.id)
    if not is_holder_present(care.turn.unit, care.row.id, care.turn.now):
        return answer_signal(care)
    if care.past.is_known(care.signal):
        return []
    found = care.facts()
    del found["response"]
    return [replace(care.say("utter_distress_beside_human", **found), choices=())]


def answer_continuation(care: CareContext) -> list[Reply]:
    """Answer a message that is still about an earlier signal."""
    meant = replace(care, signal=_refine_signal(care))
    name = _select_response(care)
    if name != _CLOSING_RESPONSE:
        care_episode.store_signal(care.turn.unit, care.head, meant.signal)
    if meant.signal.topic != care.signal.topic:
        return answer_signal(meant)
    said = [_render_care_reply(meant, name)]
    return (
        said if meant.signal == care.signal else [*said, *_render_alert_notice(meant, first=True)]
    )


def repeat_helplines(care: CareContext) -> Reply:
    """Repeat the helplines, whatever the message says."""
    care_episode.store_signal(care.turn.unit, care.head, care.signal)
    return _render_care_reply(care)


def render_resumption(care: CareContext) -> Reply:
    """Render the sentence that leads back to orientation."""
    return care.say("utter_care_resumes")


def render_full_help(care: CareContext) -> Reply:
    """Render the full help (S3)."""
    found = care.facts()
    return care.say(found.pop("response"), **found)


def _refine_signal(care: CareContext) -> Signal:
    """Return the signal as changed by this message: « moi aussi » turns a worry about a friend into
    the person's own, and a bare answer to the care question may reveal a danger."""
    signal = care.signal
    if care.kind == reply_kinds.SELF and signal.topic == FRIEND:
        return Signal(signal.level, signal.matter, signal.matter)
    if _weigh_answer(care) == reply_kinds.GRAVE:
        return replace(signal, level=DANGER)
    if signal.topic in _TOPICS_THAT_MAY_HIDE_VIOLENCE and _tells_of_violence(care):
        violence = replace(
            signal, topic=person_context.HOME_VIOLENCE, matter=person_context.HOME_VIOLENCE
        )
        return person_context.narrow_signal(violence, care.head.body)
    return signal


def _tells_of_violence(care: CareContext) -> bool:
    """Whether the message tells of violence at home, also in words that count only within an
    episode."""
    heard = care.head.signal.matter in (
        person_context.HOME_VIOLENCE,
        person_context.PARTNER_VIOLENCE,
    )
    return care.head.kind == "text" and (heard or person_context.is_hurt_at_home(care.head.body))


def _weigh_answer(care: CareContext) -> Optional[str]:
    """Interpret a bare yes or no to the question that ended the full help, or that was repeated
    after the person minimised; None for anything else."""
    asked = care.times <= 1 or care.past.last_is_one_of(frozenset({reply_kinds.MINIMIZES}))
    return reply_kinds.interpret_yes_no(care.kind, care.signal.topic) if asked else None


def _select_response(care: CareContext) -> str:
    """Return the response for this kind of message; empty for helplines and an open sentence."""
    kind, past = _weigh_answer(care) or care.kind, care.past
    grave = care.signal.level == DANGER
    if kind in reply_kinds.CLOSING and (not grave or past.last_is_one_of(reply_kinds.CLOSING)):
        return _CLOSING_RESPONSE
    if kind == reply_kinds.MINIMIZES and care.signal.topic == SUICIDE_MATTER:
        # After a sign of suicide, ask once more before accepting that it was not serious.
        return _MINIMIZES_RESPONSE if past.heard(kind) else _MINIMIZES_ASK_RESPONSE
    if kind in reply_kinds.ANSWERED_KINDS and not past.heard(kind):
        return f"utter_care_{kind}"
    return "utter_care_quiet" if kind in reply_kinds.PARTING else ""


def _render_care_reply(care: CareContext, name: str = "") -> Reply:
    """Render a care response, by default the helplines and an open sentence."""
    found = care.facts()
    del found["response"]
    may_ask = care.row.owner == "bot" and is_anyone_on_duty(care.turn.unit)
    said = care.say(
        name or (_REPEAT_RESPONSE if care.times <= 1 else _SHORT_RESPONSE),
        **privacy_notice_facts(care.turn),
        **found,
        question={"say": f"utter_care_open_{(care.times - 2) % OPEN_SENTENCE_COUNT + 1}"},
        alerted={"say": care_alerts.select_alerted_response(care.turn)},
        readers={"say": care_alerts.select_readers_response(care.turn, care.row)},
        somebody=[{}] if may_ask else [],
    )
    # The bot's buttons have no effect while a counsellor has the conversation.
    return replace(said, choices=()) if care.row.owner == "human" else said


def _asks_for_secrecy(care: CareContext) -> bool:
    """Whether the message asks for secrecy for the first time."""
    asked = care.head.kind == "text" and care.head.reply.wants_secrecy
    return asked and not care.past.heard(reply_kinds.SECRECY)


def _render_secrecy(care: CareContext) -> Reply:
    """Render who can read the conversation, and how to erase it."""
    readers = {"say": care_alerts.select_readers_response(care.turn, care.row)}
    said = care.say(
        "utter_care_secret", **privacy_notice_facts(care.turn), readers=readers, somebody=[]
    )
    return replace(said, choices=())


def _render_alert_notice(care: CareContext, first: bool) -> list[Reply]:
    """Alert the counsellors and render the notice to the person, if there is one."""
    name = care_alerts.alert_team(
        care.turn, care.row, care.head, care.signal, first, care.past.highest_level == DANGER
    )
    return [care.say(name)] if name else []
