"""The events of a calendar on a CalDAV server (RFC 4791): one REPORT, within limits.

A plain httpx request instead of a CalDAV library: it connects to the address that was checked,
follows no redirect and stops at a size and a time, which the libraries do not offer. The answer is
read as calendar files are, in a subprocess (`sandboxed_reader`).
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from xml.etree import ElementTree  # nosec B405  # no document type: see `_collect_calendars`

import httpx

from bot.booking.calendar_import.calendar_source_errors import (
    AnswerTooLarge,
    CalendarMoved,
    NoCalendarThere,
    ServerTooSlow,
    ServerUnreachable,
    UnreadableAnswer,
    WrongCredentials,
)
from bot.booking.calendar_import.public_addresses import (
    Resolver,
    find_ip_address,
    parse_address,
    resolve_host,
)
from bot.booking.local_time import Interval

MAX_ANSWER_BYTES = 4 * 1024 * 1024
MAX_SECONDS = 20.0
_TIMEOUT = httpx.Timeout(8.0, connect=5.0)
_MULTI_STATUS = 207
# Not packed, so that the size on the way is the size that is read.
_HEADERS = {"depth": "1", "content-type": "application/xml", "accept-encoding": "identity"}
_CALENDAR_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{start}" end="{end}"/>
</c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""


@dataclass(frozen=True)
class CalendarAccess:
    """The address of a calendar, with the user name and password of its owner."""

    address: str
    user: str
    password: str

    def __repr__(self) -> str:
        return "CalendarAccess()"  # neither is shown anywhere


def fetch_events(
    access: CalendarAccess,
    period: Interval,
    allow_private: bool = False,
    resolve: Resolver = resolve_host,
) -> bytes:
    """Return the calendar files of the events in a period, one after the other.

    Raises:
        CalendarSourceError: the subclass says why.
    """
    parts = parse_address(access.address, allow_private)
    ip = find_ip_address(parts, allow_private, resolve)
    url = httpx.URL(access.address)
    request = httpx.Request(
        "REPORT",
        url.copy_with(host=ip),
        headers={
            "host": url.netloc.decode(),
            "depth": "1",
            "content-type": "application/xml",
            "accept-encoding": "identity",
        },
        content=_build_query(period).encode(),
        extensions={"sni_hostname": parts.hostname, "timeout": _TIMEOUT.as_dict()},
    )
    auth = httpx.BasicAuth(access.user, access.password)
    try:
        # A loop of its own, whose time limit holds whatever the server does.
        body = asyncio.run(asyncio.wait_for(_send(request, auth), MAX_SECONDS))
    except (httpx.TimeoutException, asyncio.TimeoutError):
        raise ServerTooSlow from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise ServerUnreachable from None
    return _collect_calendars(body)


async def _send(request: httpx.Request, auth: httpx.Auth) -> bytes:
    """Return the body of the answer. Redirects and proxies of the environment are not followed."""
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
        answer = await client.send(request, auth=auth, stream=True)
        try:
            _require_success(answer.status_code)
            return await _read_limited(answer)
        finally:
            await answer.aclose()


def _build_query(period: Interval) -> str:
    start, end = (f"{each.astimezone(dt.timezone.utc):%Y%m%dT%H%M%SZ}" for each in period)
    return _QUERY.format(start=start, end=end)


def _require_success(status: int) -> None:
    if status in (401, 403):
        raise WrongCredentials
    if 300 <= status < 400:
        raise CalendarMoved
    if status in (404, 405, 410):
        raise NoCalendarThere
    if status >= 500:
        raise ServerUnreachable
    if status != _MULTI_STATUS:
        raise UnreadableAnswer


async def _read_limited(answer: httpx.Response) -> bytes:
    """Return the body, unpacked. Raises AnswerTooLarge."""
    body = b""
    async for part in answer.aiter_bytes(64 * 1024):
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise AnswerTooLarge
    return body


def _collect_calendars(body: bytes) -> bytes:
    """Return the calendar files of a multi-status answer. Raises UnreadableAnswer.

    A document type could define entities that grow without end: there is none in such an answer.
    """
    try:
        text = body.decode("utf-8-sig")
        if "<!DOCTYPE" in text.upper():
            raise UnreadableAnswer
        root = ElementTree.fromstring(text)  # nosec B314  # without a document type
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        raise UnreadableAnswer from None
    return "\r\n".join(each.text or "" for each in root.iter(_CALENDAR_DATA)).encode()
