"""The possible values of the `value` entity of a choice, by intent.

In the domain and in the database a button is Rasa's `/ask_human{"value":"leave"}`; interpretation
gives typed text the same values. Payloads are strings, so they survive JSON unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Optional, TypeVar

Payload = TypeVar("Payload", bound="ChoicePayload")


class ChoicePayload(str, Enum):
    """A value of an intent; prints and compares as its string."""

    __str__ = str.__str__
    __repr__ = str.__repr__

    @classmethod
    def parse(cls: type[Payload], value: Any) -> Optional[Payload]:
        """Return the payload equal to a value; None if the intent has none."""
        return next((payload for payload in cls if payload == value), None)


class NoteConsent(ChoicePayload):
    """For every intent that notes words: note them although they would stay out by default."""

    KEEP = "keep"


class AskAgain(ChoicePayload):
    """What to do with the last answer."""

    REPEAT = "repeat"
    SHORTEN = "shorten"
    EXPLAIN = "explain"
    SOURCE = "source"
    CHECK = "check"
    NO_LIST = "no_list"


class AskAppointment(ChoicePayload):
    """A step of a booking, or an action on an existing appointment."""

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
    """A step towards a counsellor, the consent to an alert, or a request for the helplines."""

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
    """`ALL`: without the limit on the length of studies."""

    ALL = "all"


class AskQuestion(ChoicePayload):
    """A question that the base cannot answer, alone or together with one that it can."""

    UNKNOWN = "unknown"
    UNKNOWN_BESIDE = "unknown_beside"


class AskWhere(ChoicePayload):
    """Another phase than the estimated one; a phase itself is a value too."""

    OTHER = "other"


class ChangeTrade(ChoicePayload):
    """The first concern of an adult who changes profession."""

    INCOME = "income"
    EXPERIENCE = "experience"


class Choose(ChoicePayload):
    """Anything but the choice of the named entry."""

    RECALL = "recall"
    LATER = "later"
    NONE = "none"
    RELIEVED = "relieved"


class Compare(ChoicePayload):
    """Which two entries to compare, or how."""

    PAIR = "pair"
    TIP = "tip"
    GRID = "grid"


class Complain(ChoicePayload):
    """The subject of a complaint."""

    QUESTIONS = "questions"
    ANSWERS = "answers"


class EraseData(ChoicePayload):
    """What to erase: one message, or everything (confirmed)."""

    MESSAGE = "message"
    YES = "yes"


class ForSomeoneElse(ChoicePayload):
    """The person or matter that somebody writes for."""

    CHILD = "child"
    PUPILS = "pupils"
    RELATIVE = "relative"
    PROGRAMMES = "programmes"


class Hesitate(ChoicePayload):
    """`DOUBT`: after a choice."""

    DOUBT = "doubt"


class LikeLead(ChoicePayload):
    """`POINTED`: several leads, by their positions."""

    POINTED = "pointed"


class MakePlan(ChoicePayload):
    """Which plan: its first step only, one for both aims, or a new one."""

    FIRST = "first"
    BOTH = "both"
    NEW = "new"


class NoteFacts(ChoicePayload):
    """Statements that are no facts: nothing is noted or asked."""

    ONLY_ANSWERS = "only_answers"
    DOUBT = "doubt"
    CLASS = "class"
    OF_ANOTHER = "of_another"


class OutOfScope(ChoicePayload):
    """The kind of out-of-scope message, which selects the response."""

    PROBE = "probe"
    TASK = "task"
    WORLD = "world"
    MEDICAL = "medical"
    DANGER = "danger"


class Resume(ChoicePayload):
    """`BACK`: to the previous subject."""

    BACK = "back"


class ResumeCode(ChoicePayload):
    """`YES`: replace this notebook by the one of the code."""

    YES = "yes"


class SmallTalk(ChoicePayload):
    """`JOKE`: a request for a joke."""

    JOKE = "joke"


class StartSkills(ChoicePayload):
    """Where something was learnt, or whether the skills found in it are right."""

    SPORT = "sport"
    HOME = "home"
    JOB = "job"
    GAMES = "games"
    CLUB = "club"
    OTHER = "other"
    RIGHT = "right"
    WRONG = "wrong"


class StartWishes(ChoicePayload):
    """`AGAIN`: start again from the first wish."""

    AGAIN = "again"


class TroubleAtSchool(ChoicePayload):
    """The wish of somebody who is leaving school."""

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
