"""Every error has a stable code, and every one that a page can show has a sentence for it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.booking import booking_errors, hours_json
from bot.booking.booking_errors import BookingError
from bot.booking.calendar_import import sandboxed_reader
from bot.booking.calendar_import.calendar_file_errors import CalendarFileError
from bot.booking.date_expressions import day_expressions, expression_rewriter
from bot.cli import counsellor_commands
from bot.console import console_errors
from bot.console.answers import answer_proposals, library_refresher
from bot.console.console_errors import ConsoleError
from bot.console.desk.error_keys import find_error_key
from bot.console.web.templating import CONSOLE_FOLDER, load_words
from bot.deferred_questions import deferred_question_errors
from bot.deferred_questions.deferred_question_errors import DeferredQuestionError
from bot.handoff import handoff_errors
from bot.handoff.handoff_errors import HandoffError
from bot.notebook.guidance_errors import GuidanceError
from tests.support.error_classes import list_raised_kinds

FAMILIES = (BookingError, HandoffError, DeferredQuestionError, GuidanceError, ConsoleError)
# Mistakes of the caller, and what a page turns into another answer.
NEVER_SHOWN = {
    booking_errors.NaiveTime,
    booking_errors.UnknownKind,
    booking_errors.UnknownMode,
    booking_errors.UnknownLanguage,
    booking_errors.InvalidKind,
    booking_errors.InvalidSpan,
    booking_errors.InvalidWeekday,
    booking_errors.InvalidBusyTimes,
    booking_errors.InvalidClosure,
    booking_errors.InvalidBookingPolicy,
    booking_errors.InvalidPeriod,
    booking_errors.DuplicateCounsellor,
    booking_errors.UnknownAppointment,
    booking_errors.HoldExpired,
    booking_errors.TooManyAppointments,
    booking_errors.ClassVisitPending,
    booking_errors.TooManyWaiting,
    booking_errors.OfferGone,
    booking_errors.UnknownWaitingEntry,
    hours_json.InvalidHours,
    day_expressions.NoSuchDay,
    expression_rewriter.NoSuchTime,
    handoff_errors.UnknownEvent,
    handoff_errors.UnknownConversation,
    handoff_errors.UnknownShare,
    handoff_errors.AlreadyWithHuman,
    handoff_errors.AlreadyGone,
    handoff_errors.UnknownSubject,
    handoff_errors.InvalidScore,
    handoff_errors.AlertExpired,
    handoff_errors.NobodyOnDuty,
    deferred_question_errors.NeverWritten,
    deferred_question_errors.EmptyQuestion,
    deferred_question_errors.QuestionTooLong,
    deferred_question_errors.TooManyQuestions,
    deferred_question_errors.UnknownInvitation,
    console_errors.NoSuchAccount,
    console_errors.UnknownAuditAction,
    console_errors.InvalidAuditSubject,
}
DEFINED_APART = {answer_proposals.UnusableAnswer, library_refresher.LibraryNotRefreshed}
COUNSELLOR_PAGES = (
    *sorted((CONSOLE_FOLDER / "pages").glob("*.py")),
    Path(counsellor_commands.__file__),
)


EVERY = [each for family in FAMILIES for each in list_raised_kinds(family)]
SHOWN = [each for each in EVERY if each not in NEVER_SHOWN and not issubclass(each, GuidanceError)]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = Counter(vars(each).get("code") for each in EVERY)
    assert set(SHOWN) >= DEFINED_APART
    assert [code for code, count in codes.items() if code is None or count > 1] == []
    assert [code for code in codes if not re.fullmatch("[a-z]+(_[a-z]+)*", str(code))] == []


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.code)
def test_a_page_has_a_sentence_for_it(kind: type[ConsoleError]) -> None:
    assert load_words().sentences[kind.code]


@pytest.mark.parametrize("kind", sorted(NEVER_SHOWN, key=lambda kind: kind.code))
def test_what_a_page_never_shows_has_no_sentence(kind: type[BookingError]) -> None:
    assert kind.code not in load_words().sentences


def test_what_has_no_sentence_is_told_as_a_failure() -> None:
    assert find_error_key(handoff_errors.UnknownShare()) == "failed"
    assert find_error_key(booking_errors.Taken()) == "booking_taken"


def test_the_reader_of_calendars_knows_every_refusal_by_its_code() -> None:
    known = sandboxed_reader._REFUSALS
    assert set(known.values()) == set(list_raised_kinds(CalendarFileError))


def test_every_key_of_a_sentence_is_in_snake_case() -> None:
    assert [key for key in load_words().sentences if not re.fullmatch("[a-z_]+", key)] == []


@pytest.mark.parametrize("path", COUNSELLOR_PAGES, ids=lambda path: path.stem)
def test_no_page_uses_the_name_of_a_class(path: Path) -> None:
    """A log may: nobody depends on what it says."""
    tree = ast.parse(path.read_text())
    logged = {
        id(below)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_log.")
        for below in ast.walk(call)
    }
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Attribute)]
    assert [
        each.lineno for each in names if each.attr == "__name__" and id(each) not in logged
    ] == []


def test_no_template_uses_the_name_of_a_class() -> None:
    texts = {path.name: path.read_text() for path in (CONSOLE_FOLDER / "templates").iterdir()}
    assert [name for name, text in texts.items() if re.search("__name__|__class__", text)] == []
