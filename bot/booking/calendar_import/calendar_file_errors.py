"""Why a calendar file is refused; the console has a sentence for each name."""

from __future__ import annotations

from bot.booking.booking_errors import BookingError


class CalendarFileError(BookingError):
    """Base of the reasons why a calendar file is refused; none repeats what is in it."""


class EmptyFile(CalendarFileError):
    """There is nothing in it, or no file was chosen."""


class NotACalendar(CalendarFileError):
    """It is something else, or nested as no calendar is."""


class TruncatedCalendar(CalendarFileError):
    """Something that begins in it does not end."""


class WrongEncoding(CalendarFileError):
    """A calendar, but written in UTF-16 or the like."""


class ZippedCalendar(CalendarFileError):
    """An archive: Google's export is one, with calendars in it."""


class TooLargeFile(CalendarFileError):
    """More than 1 MiB."""


class TooManyEvents(CalendarFileError):
    """More than 10,000 events."""


class TooManyTimes(CalendarFileError):
    """More than 20,000 times in the period."""


class ReadingStopped(CalendarFileError):
    """Reading it took too long or too much memory, and was stopped."""
