"""Errors of calendar files; the console has a sentence for each code."""

from __future__ import annotations

from bot.booking.booking_errors import BookingError


class CalendarFileError(BookingError):
    """Base of the reasons why a calendar file is refused; none contains its content."""


class EmptyFile(CalendarFileError):
    """The file is empty, or none was chosen."""

    code = "calendar_empty_file"


class NotACalendar(CalendarFileError):
    """The file is not a calendar, or nested too deeply."""

    code = "calendar_not_a_calendar"


class TruncatedCalendar(CalendarFileError):
    """A component is not closed."""

    code = "calendar_truncated_calendar"


class WrongEncoding(CalendarFileError):
    """The calendar is in UTF-16 or a similar encoding."""

    code = "calendar_wrong_encoding"


class ZippedCalendar(CalendarFileError):
    """The file is a zip archive, as exported by Google."""

    code = "calendar_zipped_calendar"


class TooLargeFile(CalendarFileError):
    """The file is larger than 1 MiB."""

    code = "calendar_too_large_file"


class TooManyEvents(CalendarFileError):
    """The file has more than 10,000 events."""

    code = "calendar_too_many_events"


class TooManyTimes(CalendarFileError):
    """The events have more than 20,000 occurrences in the period."""

    code = "calendar_too_many_times"


class ReadingStopped(CalendarFileError):
    """Reading the file was stopped: it took too much time or memory."""

    code = "calendar_reading_stopped"
