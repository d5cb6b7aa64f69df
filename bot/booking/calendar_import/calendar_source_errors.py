"""Errors of calendars that are fetched from a server; the console has a sentence for each code."""

from __future__ import annotations

from bot.booking.booking_errors import BookingError


class CalendarSourceError(BookingError):
    """Base of the reasons why a calendar is not fetched; none contains its address or content."""


class InvalidAddress(CalendarSourceError):
    """The address is not a complete https address, or holds a user name."""

    code = "calendar_invalid_address"


class ForbiddenAddress(CalendarSourceError):
    """The name leads to an address that is not public."""

    code = "calendar_forbidden_address"


class UnknownHost(CalendarSourceError):
    """The name has no address."""

    code = "calendar_unknown_host"


class ServerUnreachable(CalendarSourceError):
    """The server does not answer, or its certificate is wrong."""

    code = "calendar_server_unreachable"


class ServerTooSlow(CalendarSourceError):
    """The answer takes too long."""

    code = "calendar_server_too_slow"


class AnswerTooLarge(CalendarSourceError):
    """The answer is larger than what is read."""

    code = "calendar_answer_too_large"


class WrongCredentials(CalendarSourceError):
    """The server refuses the user name or the password."""

    code = "calendar_wrong_credentials"


class NoCalendarThere(CalendarSourceError):
    """The server has no calendar at this address."""

    code = "calendar_none_there"


class CalendarMoved(CalendarSourceError):
    """The server redirects to another address, which is not followed."""

    code = "calendar_moved"


class UnreadableAnswer(CalendarSourceError):
    """The answer is not that of a CalDAV server."""

    code = "calendar_unreadable_answer"


class TooManySources(CalendarSourceError):
    """The counsellor has the maximum number of calendars."""

    code = "calendar_too_many_sources"
