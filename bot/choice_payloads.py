"""The values that a choice can carry, by intent.

A button of the domain is Rasa's `/ask_human{"value":"leave"}`; typed text is given the same values.
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
        """Return the payload equal to `value`, or None if this intent has no such value."""
        return next((payload for payload in cls if payload == value), None)


class NoteConsent(ChoicePayload):
    """Note words that would otherwise stay out of the notebook; for every intent that notes."""

    KEEP = "keep"


class AskAspect(ChoicePayload):
    """`OTHER_DATE`: another date than the end of enrolment."""

    OTHER_DATE = "other_date"


class AskAgain(ChoicePayload):
    """What to do with the last answer."""

    REPEAT = "repeat"
    SHORTEN = "shorten"
    EXPLAIN = "explain"
    SOURCE = "source"
    CHECK = "check"
    NO_LIST = "no_list"


class AskAppointment(ChoicePayload):
    """A step of a booking, or a change to an existing appointment."""

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
    WAIT = "wait"
    TAKE = "take"
    REFUSE = "refuse"
    STOP_WAITING = "stop_waiting"
    NOTED = "noted"
    # Said in words of the appointment at hand (`bot.dialogue.appointment_messages`).
    REQUEST = "request"
    WISH = "wish"
    CANCEL_SAID = "cancel_said"
    DROP = "drop"
    STAYS = "stays"
    MINE = "mine"
    PRACTICAL = "practical"


class AskHuman(ChoicePayload):
    """A step towards a counsellor, consent after an alert, or a request for helplines.

    `NOW`: at once, if the person is in danger.
    """

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
    NOW = "now"


class AskLeads(ChoicePayload):
    """`ALL`: leads without the limit on studies."""

    ALL = "all"


class AskQuestion(ChoicePayload):
    """A question that the knowledge base cannot answer, alone or beside one that it can, or whose
    entry has no such figure."""

    UNKNOWN = "unknown"
    UNKNOWN_BESIDE = "unknown_beside"
    NO_FIGURE = "no_figure"


class AskWhere(ChoicePayload):
    """A phase other than the estimated one; a phase is itself a value too."""

    OTHER = "other"


class ChangeTrade(ChoicePayload):
    """The first concern of an adult who changes trade."""

    INCOME = "income"
    EXPERIENCE = "experience"


class Choose(ChoicePayload):
    """Variants of a choice, beside choosing the named profession."""

    RECALL = "recall"
    LATER = "later"
    NONE = "none"
    RELIEVED = "relieved"


class Compare(ChoicePayload):
    """Which professions to compare, or how."""

    PAIR = "pair"
    TIP = "tip"
    GRID = "grid"


class Complain(ChoicePayload):
    """The subject of a complaint."""

    QUESTIONS = "questions"
    ANSWERS = "answers"


class DeferQuestion(ChoicePayload):
    """What to do with a question for the team; without a value, leave the one in view."""

    OTHER = "other"
    NOTHING = "nothing"
    CHANGE = "change"
    TAKE_BACK = "take_back"
    STATUS = "status"
    HELPED = "helped"
    NOT_HELPED = "not_helped"


class EraseData(ChoicePayload):
    """What to erase: one message, or everything after confirmation."""

    MESSAGE = "message"
    YES = "yes"


class ForSomeoneElse(ChoicePayload):
    """The people that somebody writes for."""

    CHILD = "child"
    PUPILS = "pupils"
    RELATIVE = "relative"
    PROGRAMMES = "programmes"


class Hesitate(ChoicePayload):
    """`DOUBT`: a doubt after a choice."""

    DOUBT = "doubt"


class LikeLead(ChoicePayload):
    """`POINTED`: several leads, by their positions."""

    POINTED = "pointed"


class MakePlan(ChoicePayload):
    """The first step only, a plan for both aims, or a new plan."""

    FIRST = "first"
    BOTH = "both"
    NEW = "new"


class NoteFacts(ChoicePayload):
    """A statement that is not a fact about the person: nothing is noted or asked."""

    ONLY_ANSWERS = "only_answers"
    DOUBT = "doubt"
    CLASS = "class"
    OF_ANOTHER = "of_another"


class OutOfScope(ChoicePayload):
    """The kind of request, which selects the reply."""

    PROBE = "probe"
    TASK = "task"
    WORLD = "world"
    MEDICAL = "medical"
    DANGER = "danger"
    NEED = "need"


class Resume(ChoicePayload):
    """`BACK`: return to the previous subject."""

    BACK = "back"


class ResumeCode(ChoicePayload):
    """`YES`: replace this notebook by the one of the code."""

    YES = "yes"


class SmallTalk(ChoicePayload):
    """`JOKE`: a request for a joke."""

    JOKE = "joke"


class StartSkills(ChoicePayload):
    """Where a skill was learnt, or whether the skills that were read are right."""

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
    """What a person who leaves school wants."""

    STOP = "stop"
    RETURN = "return"
    OTHERWISE = "otherwise"
    TALK = "talk"


PAYLOADS_BY_INTENT: Mapping[str, type[ChoicePayload]] = MappingProxyType(
    {
        "ask_again": AskAgain,
        "ask_appointment": AskAppointment,
        "ask_aspect": AskAspect,
        "ask_human": AskHuman,
        "ask_leads": AskLeads,
        "ask_question": AskQuestion,
        "ask_where": AskWhere,
        "change_trade": ChangeTrade,
        "choose": Choose,
        "compare": Compare,
        "complain": Complain,
        "defer_question": DeferQuestion,
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
