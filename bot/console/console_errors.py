"""Errors of the console. None of them repeats what was typed."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar


class ConsoleError(Exception):
    """Base class of the console's errors."""

    code: ClassVar[str] = "failed"


class NotAllowed(ConsoleError):
    """The role of the account is not sufficient."""

    code = "not_allowed"


class NoSuchPage(ConsoleError):
    """The address designates nothing that exists."""

    code = "no_such_page"


class WrongName(ConsoleError):
    """A name has 1 to 80 characters, printable or spaces."""

    code = "wrong_name"


class NameTaken(ConsoleError):
    """An account of that name exists, perhaps disabled or in other letter case."""

    code = "name_taken"


class NoSuchAccount(ConsoleError):
    """No account has that name or id."""

    code = "no_such_account"


class WrongInvitation(ConsoleError):
    """The invitation code is unknown, used or expired."""

    code = "wrong_invitation"


class NotReady(ConsoleError):
    """The account is disabled, or its invitation is not accepted yet."""

    code = "not_ready"


class WrongDeviceCode(ConsoleError):
    """The device code is unknown, used or revoked."""

    code = "wrong_device_code"


class ExpiredDeviceCode(ConsoleError):
    """The device code has expired."""

    code = "expired_device_code"


class WrongCode(ConsoleError):
    """The code of the second factor is wrong or was used before."""

    code = "wrong_code"


class WrongPassphrase(ConsoleError):
    """The present passphrase does not match."""

    code = "wrong_passphrase"


class PassphraseRefused(ConsoleError):
    """Base class of the reasons to refuse a new passphrase."""


class TooShort(PassphraseRefused):
    """Fewer than 15 characters."""

    code = "passphrase_too_short"


class TooLong(PassphraseRefused):
    """More than 128 characters."""

    code = "passphrase_too_long"


class TooCommon(PassphraseRefused):
    """The passphrase is easy to guess."""

    code = "passphrase_too_common"


class WrongSignIn(ConsoleError):
    """Name, passphrase and code do not match; it is not said which is wrong."""

    code = "wrong_sign_in"


class TooSoon(ConsoleError):
    """Too many failed attempts: the next one is accepted from `retry_at` on."""

    code = "too_soon"

    def __init__(self, retry_at: dt.datetime) -> None:
        super().__init__(retry_at.isoformat())
        self.retry_at = retry_at


class UnknownAuditAction(ConsoleError):
    """The action is not one of `bot.console.auth.audit_trail`."""

    code = "unknown_audit_action"


class InvalidAuditSubject(ConsoleError):
    """A subject is a kind and a number (`appointment:12`), never text."""

    code = "invalid_audit_subject"


class TooLongText(ConsoleError):
    """The text is longer than its field allows."""

    code = "too_long"


class WrongLanguages(ConsoleError):
    """A counsellor speaks 1 to 20 languages."""

    code = "wrong_languages"


class NotOneself(ConsoleError):
    """Admins can neither disable their own account nor change its role."""

    code = "not_oneself"


class AppointmentsUndecided(ConsoleError):
    """A leave hits appointments, and it was not said what becomes of each."""

    code = "appointments_undecided"


class SpanGone(ConsoleError):
    """The hours to change are not there any more."""

    code = "span_gone"


class NoRoomForKind(ConsoleError):
    """None of the counsellor's hours is long enough for the kind, in a mode of both."""

    code = "no_room_for_kind"
