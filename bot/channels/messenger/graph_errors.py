"""Errors of the Graph API, and what they mean for a message.

Codes and subcodes are those of « Messenger Platform, Common Error Codes ». Meta's error texts are
never stored, since they may quote the message.
"""

from __future__ import annotations

from typing import Any, Optional, Union

from bot.messaging.platform_sender import (
    DeliveryUnknown,
    MessageRefused,
    RecipientGone,
    RetryableError,
    SendError,
    WindowClosed,
)

# Pause for problems that an operator has to fix.
OPERATOR_PAUSE_SECONDS = 600.0
_BUSY_PAUSE_SECONDS = 30.0

_WINDOW_CLOSED_CODES = frozenset({(10, 2018278), (10, 2018065)})
# The person blocked the page, left, or cannot be found.
_RECIPIENT_GONE_CODES = frozenset({(100, 2018001), (200, 1545041), (10, 2018108), (200, 2018108)})
_RATE_LIMIT_CODES = frozenset({4, 17, 32, 341, 613, 80006})
_TEMPORARY_CODES = frozenset({2, 1200})
_TOKEN_CODES = frozenset({102, 190, 463, 467})
_PERMISSION_CODES = frozenset({3, 10, 200, 230, 299})
_OPERATOR_MESSAGES = {
    # nosec B105  # a kind of refusal and its message
    "token": "Meta refuses the page's token (BOUSSOLE_MESSENGER_TOKEN)",
    "permission": "the app lacks a permission for this page (docs/channels.md)",
}


class GraphError(Exception):
    """The Graph API refused a call.

    Has the HTTP status, Meta's code and subcode (0 if missing), and the seconds after which to
    retry, if given.
    """

    def __init__(
        self, status: int, code: int = 0, subcode: int = 0, after: Optional[float] = None
    ) -> None:
        super().__init__(f"{status}: {code}/{subcode}")
        self.status, self.code, self.subcode, self.after = status, code, subcode, after

    @classmethod
    def of(cls, status: int, body: Any, after: str = "") -> GraphError:
        """Build from the body of a response, in any form, and its Retry-After header."""
        error = body.get("error") if isinstance(body, dict) else None
        fields = error if isinstance(error, dict) else {}
        code, subcode = _int_or_zero(fields.get("code")), _int_or_zero(fields.get("error_subcode"))
        return cls(status, code, subcode, float(after) if after.isdigit() else None)

    @property
    def about(self) -> str:
        """What the operator has to fix: "token", "permission", or empty."""
        if self.code in _TOKEN_CODES or self.status == 401:
            return "token"
        is_a_persons = (self.code, self.subcode) in _RECIPIENT_GONE_CODES | _WINDOW_CLOSED_CODES
        return "permission" if self.code in _PERMISSION_CODES and not is_a_persons else ""

    def as_send_error(self) -> SendError:
        """Return the error of the message that was to be sent.

        Codes 2 and 1200 mean that nothing was sent; 1, and a 5xx without a code, leave it open. Any
        other response without a code is not Meta's: a proxy's page, or a garbled success.
        """
        pair = (self.code, self.subcode)
        if pair in _WINDOW_CLOSED_CODES:
            return WindowClosed()
        if self.code == 551 or pair in _RECIPIENT_GONE_CODES:
            return RecipientGone()
        if self.about:
            return RetryableError(OPERATOR_PAUSE_SECONDS)
        if self.code in _RATE_LIMIT_CODES or self.status == 429:
            return RetryableError(_BUSY_PAUSE_SECONDS if self.after is None else self.after)
        if self.code in _TEMPORARY_CODES:
            return RetryableError()
        if self.code == 1 or self.status >= 500:
            return DeliveryUnknown()
        if not self.code:
            return DeliveryUnknown() if self.status < 300 else RetryableError()
        return MessageRefused()


class GraphUnreachable(Exception):
    """No response came; `left` tells whether the request may have arrived."""

    def __init__(self, left: bool) -> None:
        super().__init__("no answer")
        self.left = left


def describe_problem(problem: Union[GraphError, GraphUnreachable]) -> str:
    """Describe a problem in one line for the operator, with Meta's codes but not its text."""
    if isinstance(problem, GraphUnreachable):
        return "Meta could not be reached"
    numbers = f"status {problem.status}, code {problem.code}, subcode {problem.subcode}"
    return f"{_OPERATOR_MESSAGES.get(problem.about, 'Meta refused')} ({numbers})"


def _int_or_zero(value: Any) -> int:
    return value if isinstance(value, int) else 0
