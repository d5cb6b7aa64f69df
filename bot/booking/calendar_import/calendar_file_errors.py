"""Why a calendar file is refused; the console has a sentence for each code."""

from __future__ import annotations

from bot.booking.booking_errors import BookingError


class CalendarFileError(BookingError):
    """Base of the reasons why a calendar file is refused; none repeats what is in it."""


class EmptyFile(CalendarFileError):
    """There is nothing in it, or no file was chosen."""

    code = "calendar_empty_file"


class NotACalendar(CalendarFileError):
    """It is something else, or nested as no calendar is."""

    code = "calendar_not_a_calendar"


class TruncatedCalendar(CalendarFileError):
    """Something that begins in it does not end."""

    code = "calendar_truncated_calendar"


class WrongEncoding(CalendarFileError):
    """A calendar, but written in UTF-16 or the like."""

    code = "calendar_wrong_encoding"


class ZippedCalendar(CalendarFileError):
    """An archive: Google's export is one, with calendars in it."""

    code = "calendar_zipped_calendar"


class TooLargeFile(CalendarFileError):
    """More than 1 MiB."""

    code = "calendar_too_large_file"


class TooManyEvents(CalendarFileError):
    """More than 10,000 events."""

    code = "calendar_too_many_events"


class TooManyTimes(CalendarFileError):
    """More than 20,000 times in the period."""

    code = "calendar_too_many_times"


class ReadingStopped(CalendarFileError):
    """Reading it took too long or too much memory, and was stopped."""

    code = "calendar_reading_stopped"
