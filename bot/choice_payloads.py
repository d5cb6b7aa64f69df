"""What the `value` of a choice can be, by the intent that carries it.

In the domain a button is Rasa's `/ask_human{"value":"leave"}`, and so it is stored; interpretation
gives the same values to what is typed. A payload is a string, so nothing changes on the way to JSON
and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Optional, TypeVar

Payload = TypeVar("Payload", bound="ChoicePayload")


class ChoicePayload(str, Enum):
    """One of the values of an intent; it reads, prints and compares as its string."""

    __str__ = str.__str__
    __repr__ = str.__repr__

    @classmethod
    def parse(cls: type[Payload], value: Any) -> Optional[Payload]:
        """The payload of a carried value; None where it is none of this intent."""
        return next((each for each in cls if each == value), None)


class NoteConsent(ChoicePayload):
    """Of every intent that notes words: although they would stay out of the notebook."""

    KEEP = "keep"


class AskAgain(ChoicePayload):
    """What is wanted of the last answer."""

    REPEAT = "repeat"
    SHORTEN = "shorten"
    EXPLAIN = "explain"
    SOURCE = "source"
    CHECK = "check"
    NO_LIST = "no_list"


class AskAppointment(ChoicePayload):
    """A step of a booking, or what becomes of one that was made."""

    KIND = "kind"
    WAY = "way"
    DAYS = "days"
    DAY = "day"
    SOONEST = "soonest"
    HOLD = "hold"
    CONFIRM = "confirm"
    NEW = "new"
    MOVE = "move"
    CANCEL = "cancel"
    CANCELLED = "cancelled"
    SUMMARY = "summary"
    CONTACT = "contact"
    NO_CONTACT = "no_contact"
    CODE = "code"


class AskHuman(ChoicePayload):
    """A step towards a counsellor; what may be read after an alert; a wish for the helplines."""

    PLAIN = "plain"
    PREVIEW = "preview"
    WRITE = "write"
    AVOID = "avoid"
    TAKE_OUT = "take_out"
    SUMMARY = "summary"
    TRANSCRIPT = "transcript"
    NONE = "none"
    LEAVE = "leave"
    RATE = "rate"
    LET_READ = "let_read"
    KEEP_BACK = "keep_back"
    LINES = "lines"


class AskLeads(ChoicePayload):
    """`ALL`: without the limit of studies."""

    ALL = "all"


class AskQuestion(ChoicePayload):
    """A question that the base cannot answer, alone or beside another that it can."""

    UNKNOWN = "unknown"
    UNKNOWN_BESIDE = "unknown_beside"


class AskWhere(ChoicePayload):
    """Another phase than the estimated one; a phase itself is a value too."""

    OTHER = "other"


class ChangeTrade(ChoicePayload):
    """What an adult who changes trade thinks of first."""

    INCOME = "income"
    EXPERIENCE = "experience"


class Choose(ChoicePayload):
    """What is not simply a choice of what is named."""

    RECALL = "recall"
    LATER = "later"
    NONE = "none"
    RELIEVED = "relieved"


class Compare(ChoicePayload):
    """Which two, or how."""

    PAIR = "pair"
    TIP = "tip"
    GRID = "grid"


class Complain(ChoicePayload):
    """Of what."""

    QUESTIONS = "questions"
    ANSWERS = "answers"


class EraseData(ChoicePayload):
    """How much: one message, or all, which was confirmed."""

    MESSAGE = "message"
    YES = "yes"


class ForSomeoneElse(ChoicePayload):
    """Whom a person writes for."""

    CHILD = "child"
    PUPILS = "pupils"
    RELATIVE = "relative"
    PROGRAMMES = "programmes"


class Hesitate(ChoicePayload):
    """`DOUBT`: after a choice."""

    DOUBT = "doubt"


class LikeLead(ChoicePayload):
    """`POINTED`: several leads, by their places."""

    POINTED = "pointed"


class MakePlan(ChoicePayload):
    """Its first step alone, one for both aims, or a new one."""

    FIRST = "first"
    BOTH = "both"
    NEW = "new"


class NoteFacts(ChoicePayload):
    """What is heard and is no fact: nothing is noted, and nothing is asked."""

    ONLY_ANSWERS = "only_answers"
    DOUBT = "doubt"
    CLASS = "class"
    OF_ANOTHER = "of_another"


class OutOfScope(ChoicePayload):
    """Which short sentence answers."""

    PROBE = "probe"
    TASK = "task"
    WORLD = "world"
    MEDICAL = "medical"
    DANGER = "danger"


class Resume(ChoicePayload):
    """`BACK`: to what was spoken about before."""

    BACK = "back"


class ResumeCode(ChoicePayload):
    """`YES`: the notebook of the code takes the place of this one."""

    YES = "yes"


class SmallTalk(ChoicePayload):
    """`JOKE`: one is wanted."""

    JOKE = "joke"


class StartSkills(ChoicePayload):
    """Where something was learnt; whether what was read in it is right."""

    SPORT = "sport"
    HOME = "home"
    JOB = "job"
    GAMES = "games"
    CLUB = "club"
    OTHER = "other"
    RIGHT = "right"
    WRONG = "wrong"


class StartWishes(ChoicePayload):
    """`AGAIN`: from the first wish."""

    AGAIN = "again"


class TroubleAtSchool(ChoicePayload):
    """What somebody who leaves school wants."""

    STOP = "stop"
    RETURN = "return"
    OTHERWISE = "otherwise"
    TALK = "talk"


PAYLOADS_BY_INTENT: Mapping[str, type[ChoicePayload]] = MappingProxyType(
    {
        "ask_again": AskAgain,
        "ask_appointment": AskAppointment,
        "ask_human": AskHuman,
        "ask_leads": AskLeads,
        "ask_question": AskQuestion,
        "ask_where": AskWhere,
        "change_trade": ChangeTrade,
        "choose": Choose,
        "compare": Compare,
        "complain": Complain,
        "erase_data": EraseData,
        "for_someone_else": ForSomeoneElse,
        "hesitate": Hesitate,
        "like_lead": LikeLead,
        "make_plan": MakePlan,
        "note_facts": NoteFacts,
        "out_of_scope": OutOfScope,
        "resume": Resume,
        "resume_code": ResumeCode,
        "small_talk": SmallTalk,
        "start_skills": StartSkills,
        "start_wishes": StartWishes,
        "trouble_at_school": TroubleAtSchool,
    }
)
