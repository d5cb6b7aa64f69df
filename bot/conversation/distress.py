"""What is said to a person in distress.

The help is said whole once. What follows is answered for what it is (a question about the lines, a
yes, a joke), or with the lines and one open sentence, never the same twice in a row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Optional

from actions.general import notice
from actions.turn import Turn
from bot.conversation import after_distress, telling_of_distress
from bot.conversation.after_distress import NO_PAST, Past
from bot.conversation.intake import Head
from bot.dialogue.agent import Dialogue, Heard
from bot.guidance import addressing
from bot.handoff.waiting import anyone_on_duty, holder_is_there
from bot.messages import Reply
from bot.safeguarding import limits, people, replies
from bot.safeguarding.answers import facts
from bot.safeguarding.detector import CONCERN, DANGER, FRIEND, GENERAL, Signal

OPEN_SENTENCES = 4
SUICIDE = "suicide"
# What may have violence at home behind it.
_MAY_BE_HURT = frozenset({GENERAL, people.RUNNING_AWAY, "homeless"})
_AGAIN, _SHORTER, _CLOSED = "utter_care_again", "utter_care_shorter", "utter_care_closed"
_ASKS_ONCE, _LETS_BE = "utter_care_minimizes_asked", "utter_care_minimizes"


@dataclass(frozen=True)
class Care:
    """One message of the talk about distress, in the conversation `row`. `signal`: what it is
    about; `past`: what was said of such things before."""

    dialogue: Dialogue
    turn: Turn
    row: Any
    head: Head
    signal: Signal
    past: Past = NO_PAST

    @classmethod
    def of(cls, dialogue: Dialogue, turn: Turn, row: Any, head: Head, signal: Signal) -> Care:
        """With the past read."""
        past = after_distress.past(turn.unit, head, turn.now)
        return cls(dialogue, turn, row, head, signal, past)

    @property
    def kind(self) -> Optional[str]:
        """What kind of reply to the help it is; None for all else. Of what tells of distress by
        itself, only what it asks about the lines."""
        kind = replies.reply(self.head.body) if self.head.kind == "text" else None
        return kind if kind in replies.ABOUT_LINES or not self.head.signal else None

    @property
    def times(self) -> int:
        """How often this was answered before."""
        return self.past.answered(self.signal)

    @property
    def adult(self) -> Optional[bool]:
        """Whether the person whom the lines are for is grown up; None where nothing says so."""
        text = self.head.body if self.head.kind == "text" else ""
        if self.signal.topic == FRIEND:
            return people.is_about_an_adult(text)
        told = people.is_adult(text)
        return self.past.adult if told is None else told

    def facts(self, signal: Optional[Signal] = None) -> dict[str, str]:
        """What fills an answer to the signal of this message, or to another one."""
        return facts(signal or self.signal, self.turn.now, self.adult)

    def say(self, name: str, **found: Any) -> Reply:
        """A response, in « vous » also where that was said a message ago."""
        if addressing.asked(self.turn.text) is None and self.past.formal is not None:
            found["vous"] = self.past.formal
        return self.dialogue.say(self.turn, name, self.head.seq, **found)


def helped(care: Care) -> list[Reply]:
    """What answers a signal, at once: the whole help, and less where that was said already."""
    first = not care.times
    said = whole(care) if first else _word(care, _name(care))
    team = _team(care, first)  # before it is said who heard of it
    secrecy = [_secrecy(care)] if first and _asks_for_secrecy(care) else []
    return [said, *secrecy, *team]


def asks_for_the_lines(heard: Heard) -> bool:
    """Whether the button of « checking » was pressed, or its label typed."""
    carried = {each["entity"]: each["value"] for each in heard.parse["entities"]}
    return heard.parse["intent"]["name"] == "ask_human" and carried.get("value") == "lines"


def checked(care: Care) -> Reply:
    """The one soft line of « checking », with a way to the lines; where it may be about dying, with
    the lines themselves."""
    if care.signal.matter == SUICIDE:
        known = replace(care.signal, level=CONCERN)
        return care.say("utter_checking_suicide", lines=care.facts(known)["lines"])
    return care.say("utter_checking")


def admitted(care: Care) -> list[Reply]:
    """The whole help, once the person says that it is heavy, or asks who can be talked to."""
    matter = care.signal.matter or GENERAL
    known = replace(care, signal=Signal(CONCERN, GENERAL, matter))
    after_distress.carry(care.turn.unit, care.head, known.signal)
    return helped(known)


def beside_a_human(care: Care) -> list[Reply]:
    """What the bot says while a counsellor has the talk: of a danger or a minor at risk alone, once
    of each new or graver one, and briefly where the counsellor is there."""
    if not holder_is_there(care.turn.unit, care.row.id):
        return helped(care)
    grave = care.signal.level == DANGER or care.signal.topic == limits.ADVANCES
    if not grave or care.past.is_known(care.signal):
        return []
    found = care.facts()
    del found["response"]
    return [replace(care.say("utter_distress_beside_human", **found), choices=())]


def goes_on(care: Care) -> list[Reply]:
    """What answers a message that is still about a signal before it."""
    meant = replace(care, signal=_meant(care))
    name = _name(care)
    if name != _CLOSED:
        after_distress.carry(care.turn.unit, care.head, meant.signal)
    if meant.signal.topic != care.signal.topic:
        return helped(meant)
    said = [_word(meant, name)]
    return said if meant.signal == care.signal else [*said, *_team(meant, first=True)]


def once_more(care: Care) -> Reply:
    """The lines, whatever was said."""
    after_distress.carry(care.turn.unit, care.head, care.signal)
    return _word(care)


def resumed(care: Care) -> Reply:
    """What comes before the orientation that is asked for again."""
    return care.say("utter_care_resumes")


def whole(care: Care) -> Reply:
    """The whole help (S3)."""
    found = care.facts()
    return care.say(found.pop("response"), **found)


def _meant(care: Care) -> Signal:
    """What it is about from now on: « moi aussi » is no worry about a friend any more, and a bare
    answer to the question of care may tell that it is graver."""
    signal = care.signal
    if care.kind == replies.SELF and signal.topic == FRIEND:
        return Signal(signal.level, signal.matter, signal.matter)
    if _weighed(care) == replies.GRAVE:
        return replace(signal, level=DANGER)
    if signal.topic in _MAY_BE_HURT and _tells_of_violence(care):
        told = replace(signal, topic=people.HOME_VIOLENCE, matter=people.HOME_VIOLENCE)
        return people.narrowed(told, care.head.body)
    return signal


def _tells_of_violence(care: Care) -> bool:
    """Whether, in care, violence at home is told in words that no pattern hears alone: the talk is
    about it then, and it is asked whether the person is safe."""
    heard = care.head.signal.matter in (people.HOME_VIOLENCE, people.PARTNER_VIOLENCE)
    return care.head.kind == "text" and (heard or people.is_hurt_at_home(care.head.body))


def _weighed(care: Care) -> Optional[str]:
    """Of a bare answer to the question in which the whole help ended, or that was asked once more
    of who made light of it."""
    asked = care.times <= 1 or care.past.heard_last(frozenset({replies.MINIMIZES}))
    return replies.weighed(care.kind, care.signal.topic) if asked else None


def _name(care: Care) -> str:
    """The response for this kind of message; empty for the lines and an open sentence."""
    kind, past = _weighed(care) or care.kind, care.past
    grave = care.signal.level == DANGER
    if kind in replies.CLOSING and (not grave or past.heard_last(replies.CLOSING)):
        return _CLOSED
    if kind == replies.MINIMIZES and care.signal.topic == SUICIDE:
        # A sign of wanting to die is not let go of at a word: it is asked once, then let be.
        return _LETS_BE if past.heard(kind) else _ASKS_ONCE
    if kind in replies.ANSWERED and not past.heard(kind):
        return f"utter_care_{kind}"
    return "utter_care_quiet" if kind in replies.PARTING else ""


def _word(care: Care, name: str = "") -> Reply:
    """A word of care; the lines and an open sentence where none is named."""
    found = care.facts()
    del found["response"]
    may_ask = care.row.owner == "bot" and anyone_on_duty(care.turn.unit)
    said = care.say(
        name or (_AGAIN if care.times <= 1 else _SHORTER),
        **notice(care.turn),
        **found,
        question={"say": f"utter_care_open_{(care.times - 2) % OPEN_SENTENCES + 1}"},
        alerted={"say": telling_of_distress.told(care.turn)},
        readers={"say": telling_of_distress.readers(care.turn, care.row)},
        somebody=[{}] if may_ask else [],
    )
    # A button of the bot's leads nowhere while a counsellor has the conversation.
    return replace(said, choices=()) if care.row.owner == "human" else said


def _asks_for_secrecy(care: Care) -> bool:
    """Whether it is asked beside what is told, for the first time."""
    asked = care.head.kind == "text" and replies.asks_for_secrecy(care.head.body)
    return asked and not care.past.heard(replies.SECRECY)


def _secrecy(care: Care) -> Reply:
    """Who will know of it, and how it is erased."""
    readers = {"say": telling_of_distress.readers(care.turn, care.row)}
    said = care.say("utter_care_secret", **notice(care.turn), readers=readers, somebody=[])
    return replace(said, choices=())


def _team(care: Care, first: bool) -> list[Reply]:
    """What the person is told of who else hears of it, if anything is to be told."""
    name = telling_of_distress.tell(
        care.turn, care.row, care.head, care.signal, first, care.past.gravest == DANGER
    )
    return [care.say(name)] if name else []
