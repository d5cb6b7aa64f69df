"""How Meta refuses, and what becomes of the message then.

Codes and subcodes: « Messenger Platform, Common Error Codes ». The texts that come with them are
never kept: they may quote what was sent.
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

# Until an operator has mended it.
OPERATOR_PAUSE_SECONDS = 600.0
_BUSY_PAUSE_SECONDS = 30.0

_WINDOW_CLOSED_CODES = frozenset({(10, 2018278), (10, 2018065)})
# They blocked the page, left, or are not to be found.
_RECIPIENT_GONE_CODES = frozenset({(100, 2018001), (200, 1545041), (10, 2018108), (200, 2018108)})
_RATE_LIMIT_CODES = frozenset({4, 17, 32, 341, 613, 80006})
_TEMPORARY_CODES = frozenset({2, 1200})
_TOKEN_CODES = frozenset({102, 190, 463, 467})
_PERMISSION_CODES = frozenset({3, 10, 200, 230, 299})
_OPERATOR_MESSAGES = {
    # nosec B105  # a kind of refusal, and what is told of it
    "token": "Meta refuses the page's token (BOUSSOLE_MESSENGER_TOKEN)",
    "permission": "the app lacks a permission for this page (docs/channels.md)",
}


class GraphError(Exception):
    """The Graph API did not do it: the HTTP status, Meta's two numbers (0: none given), and after
    how many seconds it may be asked again, if it said so."""

    def __init__(
        self, status: int, code: int = 0, subcode: int = 0, after: Optional[float] = None
    ) -> None:
        super().__init__(f"{status}: {code}/{subcode}")
        self.status, self.code, self.subcode, self.after = status, code, subcode, after

    @classmethod
    def of(cls, status: int, body: Any, after: str = "") -> GraphError:
        """From an answer's body, whatever it is, and its Retry-After."""
        error = body.get("error") if isinstance(body, dict) else None
        found = error if isinstance(error, dict) else {}
        code, subcode = _int_or_zero(found.get("code")), _int_or_zero(found.get("error_subcode"))
        return cls(status, code, subcode, float(after) if after.isdigit() else None)

    @property
    def about(self) -> str:
        """The operator's matter: "token", "permission" (the app lacks one), or none of them."""
        if self.code in _TOKEN_CODES or self.status == 401:
            return "token"
        is_a_persons = (self.code, self.subcode) in _RECIPIENT_GONE_CODES | _WINDOW_CLOSED_CODES
        return "permission" if self.code in _PERMISSION_CODES and not is_a_persons else ""

    def as_send_error(self) -> SendError:
        """What it means for a message.

        2 and 1200 say that nothing was sent; 1 and a 5xx without a code do not say. Without
        a code, any other answer is not Meta's: a proxy's page, or a good answer that was garbled.
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
    """No answer came; `left`: whether the request may have arrived all the same."""

    def __init__(self, left: bool) -> None:
        super().__init__("no answer")
        self.left = left


def describe_problem(problem: Union[GraphError, GraphUnreachable]) -> str:
    """What is wrong, in a line for the operator: with Meta's numbers, without its words."""
    if isinstance(problem, GraphUnreachable):
        return "Meta could not be reached"
    numbers = f"status {problem.status}, code {problem.code}, subcode {problem.subcode}"
    return f"{_OPERATOR_MESSAGES.get(problem.about, 'Meta refused')} ({numbers})"


def _int_or_zero(value: Any) -> int:
    return value if isinstance(value, int) else 0
