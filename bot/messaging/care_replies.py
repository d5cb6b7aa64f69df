"""What is said to a person in distress.

The help is said whole once. What follows is answered for what it is (a question about the lines, a
yes, a joke), or with the lines and one open sentence, never the same twice in a row.
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
from bot.handoff.queue_wait import is_anyone_on_duty, is_holder_present
from bot.messages import Reply
from bot.messaging import care_alerts, care_episode
from bot.messaging.care_episode import EMPTY_HISTORY, EpisodeHistory
from bot.messaging.message_intake import PendingMessage
from bot.presentation.privacy_notice import privacy_notice_facts
from bot.turn_context import Turn

OPEN_SENTENCE_COUNT = 4
SUICIDE_MATTER = "suicide"
# What may have violence at home behind it.
_TOPICS_THAT_MAY_HIDE_VIOLENCE = frozenset({GENERAL, person_context.RUNNING_AWAY, "homeless"})
_REPEAT_RESPONSE, _SHORT_RESPONSE, _CLOSING_RESPONSE = (
    "utter_care_again",
    "utter_care_shorter",
    "utter_care_closed",
)
_MINIMIZES_ASK_RESPONSE, _MINIMIZES_RESPONSE = "utter_care_minimizes_asked", "utter_care_minimizes"


@dataclass(frozen=True)
class CareContext:
    """One message of the talk about distress, in the conversation `row`. `signal`: what it is
    about; `past`: what was said of such things before."""

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
        """With the past read."""
        past = care_episode.load_history(turn.unit, head, turn.now)
        return cls(dialogue, turn, row, head, signal, past)

    @property
    def kind(self) -> Optional[str]:
        """What kind of reply to the help it is; None for all else. Of what tells of distress by
        itself, only what it asks about the lines."""
        kind = reply_kinds.classify_reply(self.head.body) if self.head.kind == "text" else None
        return kind if kind in reply_kinds.ABOUT_LINES or not self.head.signal else None

    @property
    def times(self) -> int:
        """How often this was answered before."""
        return self.past.answered(self.signal)

    @property
    def adult(self) -> Optional[bool]:
        """Whether the person whom the lines are for is grown up; None where nothing says so."""
        text = self.head.body if self.head.kind == "text" else ""
        if self.signal.topic == FRIEND:
            return person_context.is_about_an_adult(text)
        told = person_context.is_adult(text)
        return self.past.adult if told is None else told

    def facts(self, signal: Optional[Signal] = None) -> dict[str, str]:
        """What fills an answer to the signal of this message, or to another one."""
        return build_answer_facts(signal or self.signal, self.turn.now, self.adult)

    def say(self, name: str, **found: Any) -> Reply:
        """A response, in « vous » also where that was said a message ago."""
        if (
            form_of_address.parse_requested_form(self.turn.text) is None
            and self.past.formal is not None
        ):
            found["vous"] = self.past.formal
        return self.dialogue.say(self.turn, name, self.head.seq, **found)


def answer_signal(care: CareContext) -> list[Reply]:
    """What answers a signal, at once: the whole help, and less where that was said already."""
    first = not care.times
    said = render_full_help(care) if first else _render_care_reply(care, _select_response(care))
    team = _render_alert_notice(care, first)  # before it is said who heard of it
    secrecy = [_render_secrecy(care)] if first and _asks_for_secrecy(care) else []
    return [said, *secrecy, *team]


def asks_for_helplines(heard: UnderstoodMessage) -> bool:
    """Whether the button of « checking » was pressed, or its label typed."""
    carried = {each["entity"]: each["value"] for each in heard.parse["entities"]}
    return heard.parse["intent"]["name"] == "ask_human" and carried.get("value") == AskHuman.LINES


def render_checking(care: CareContext) -> Reply:
    """The one soft line of « checking », with a way to the lines; where it may be about dying, with
    the lines themselves."""
    if care.signal.matter == SUICIDE_MATTER:
        known = replace(care.signal, level=CONCERN)
        return care.say("utter_checking_suicide", lines=care.facts(known)["lines"])
    return care.say("utter_checking")


def answer_admission(care: CareContext) -> list[Reply]:
    """The whole help, once the person says that it is heavy, or asks who can be talked to."""
    matter = care.signal.matter or GENERAL
    known = replace(care, signal=Signal(CONCERN, GENERAL, matter))
    care_episode.store_signal(care.turn.unit, care.head, known.signal)
    return answer_signal(known)


def answer_beside_counsellor(care: CareContext) -> list[Reply]:
    """What the bot says while a counsellor has the talk: of a danger or a minor at risk alone, once
    of each new or graver one, and briefly where the counsellor is there."""
    if not is_holder_present(care.turn.unit, care.row.id):
        return answer_signal(care)
    grave = care.signal.level == DANGER or care.signal.topic == abusive_messages.ADVANCES
    if not grave or care.past.is_known(care.signal):
        return []
    found = care.facts()
    del found["response"]
    return [replace(care.say("utter_distress_beside_human", **found), choices=())]


def answer_continuation(care: CareContext) -> list[Reply]:
    """What answers a message that is still about a signal before it."""
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
    """The lines, whatever was said."""
    care_episode.store_signal(care.turn.unit, care.head, care.signal)
    return _render_care_reply(care)


def render_resumption(care: CareContext) -> Reply:
    """What comes before the orientation that is asked for again."""
    return care.say("utter_care_resumes")


def render_full_help(care: CareContext) -> Reply:
    """The whole help (S3)."""
    found = care.facts()
    return care.say(found.pop("response"), **found)


def _refine_signal(care: CareContext) -> Signal:
    """What it is about from now on: « moi aussi » is no worry about a friend any more, and a bare
    answer to the question of care may tell that it is graver."""
    signal = care.signal
    if care.kind == reply_kinds.SELF and signal.topic == FRIEND:
        return Signal(signal.level, signal.matter, signal.matter)
    if _weigh_answer(care) == reply_kinds.GRAVE:
        return replace(signal, level=DANGER)
    if signal.topic in _TOPICS_THAT_MAY_HIDE_VIOLENCE and _tells_of_violence(care):
        told = replace(
            signal, topic=person_context.HOME_VIOLENCE, matter=person_context.HOME_VIOLENCE
        )
        return person_context.narrow_signal(told, care.head.body)
    return signal


def _tells_of_violence(care: CareContext) -> bool:
    """Whether, in care, violence at home is told in words that no pattern hears alone: the talk is
    about it then, and it is asked whether the person is safe."""
    heard = care.head.signal.matter in (
        person_context.HOME_VIOLENCE,
        person_context.PARTNER_VIOLENCE,
    )
    return care.head.kind == "text" and (heard or person_context.is_hurt_at_home(care.head.body))


def _weigh_answer(care: CareContext) -> Optional[str]:
    """Of a bare answer to the question in which the whole help ended, or that was asked once more
    of who made light of it."""
    asked = care.times <= 1 or care.past.last_is_one_of(frozenset({reply_kinds.MINIMIZES}))
    return reply_kinds.interpret_yes_no(care.kind, care.signal.topic) if asked else None


def _select_response(care: CareContext) -> str:
    """The response for this kind of message; empty for the lines and an open sentence."""
    kind, past = _weigh_answer(care) or care.kind, care.past
    grave = care.signal.level == DANGER
    if kind in reply_kinds.CLOSING and (not grave or past.last_is_one_of(reply_kinds.CLOSING)):
        return _CLOSING_RESPONSE
    if kind == reply_kinds.MINIMIZES and care.signal.topic == SUICIDE_MATTER:
        # A sign of wanting to die is not let go of at a word: it is asked once, then let be.
        return _MINIMIZES_RESPONSE if past.heard(kind) else _MINIMIZES_ASK_RESPONSE
    if kind in reply_kinds.ANSWERED_KINDS and not past.heard(kind):
        return f"utter_care_{kind}"
    return "utter_care_quiet" if kind in reply_kinds.PARTING else ""


def _render_care_reply(care: CareContext, name: str = "") -> Reply:
    """A word of care; the lines and an open sentence where none is named."""
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
    # A button of the bot's leads nowhere while a counsellor has the conversation.
    return replace(said, choices=()) if care.row.owner == "human" else said


def _asks_for_secrecy(care: CareContext) -> bool:
    """Whether it is asked beside what is told, for the first time."""
    asked = care.head.kind == "text" and reply_kinds.asks_for_secrecy(care.head.body)
    return asked and not care.past.heard(reply_kinds.SECRECY)


def _render_secrecy(care: CareContext) -> Reply:
    """Who will know of it, and how it is erased."""
    readers = {"say": care_alerts.select_readers_response(care.turn, care.row)}
    said = care.say(
        "utter_care_secret", **privacy_notice_facts(care.turn), readers=readers, somebody=[]
    )
    return replace(said, choices=())


def _render_alert_notice(care: CareContext, first: bool) -> list[Reply]:
    """What the person is told of who else hears of it, if anything is to be told."""
    name = care_alerts.alert_team(
        care.turn, care.row, care.head, care.signal, first, care.past.highest_level == DANGER
    )
    return [care.say(name)] if name else []
