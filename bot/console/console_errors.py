"""What can go wrong with accounts, each with its own name; none of them repeats what was typed."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar


class ConsoleError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class NotAllowed(ConsoleError):
    """The role of the account does not reach as far."""

    code = "not_allowed"


class NoSuchPage(ConsoleError):
    """The address names nothing that there is."""

    code = "no_such_page"


class WrongName(ConsoleError):
    """A name has 1 to 80 characters, all of them visible or a blank."""

    code = "wrong_name"


class NameTaken(ConsoleError):
    """There is an account of that name, perhaps disabled, perhaps in other letter case."""

    code = "name_taken"


class NoSuchAccount(ConsoleError):
    """No account has that name, or that id."""

    code = "no_such_account"


class WrongInvitation(ConsoleError):
    """The code of the invitation is unknown, was used, or is too old."""

    code = "wrong_invitation"


class NotReady(ConsoleError):
    """The account is not open: it waits for its invitation to be accepted, or is disabled."""

    code = "not_ready"


class WrongDeviceCode(ConsoleError):
    """The code for a new browser is unknown, was used, or was taken back."""

    code = "wrong_device_code"


class ExpiredDeviceCode(ConsoleError):
    """The code for a new browser is too old."""

    code = "expired_device_code"


class WrongCode(ConsoleError):
    """The six digits are not those of the second factor now, or were used."""

    code = "wrong_code"


class WrongPassphrase(ConsoleError):
    """The present passphrase is another."""

    code = "wrong_passphrase"


class PassphraseRefused(ConsoleError):
    """Base of the reasons why a new passphrase is refused."""


class TooShort(PassphraseRefused):
    """Fewer than 15 characters."""

    code = "passphrase_too_short"


class TooLong(PassphraseRefused):
    """More than 128 characters."""

    code = "passphrase_too_long"


class TooCommon(PassphraseRefused):
    """Somebody who guesses would try it early."""

    code = "passphrase_too_common"


class WrongSignIn(ConsoleError):
    """Name, passphrase and code do not open an account together; nothing says which is wrong."""

    code = "wrong_sign_in"


class TooSoon(ConsoleError):
    """After so many tries that failed, the next is looked at from `retry_at` on."""

    code = "too_soon"

    def __init__(self, retry_at: dt.datetime) -> None:
        super().__init__(retry_at.isoformat())
        self.retry_at = retry_at


class UnknownAuditAction(ConsoleError):
    """The audit trail knows the actions that `bot.console.auth.audit_trail` names."""

    code = "unknown_audit_action"


class InvalidAuditSubject(ConsoleError):
    """The audit trail takes a kind and a number (`appointment:12`), nothing that was written."""

    code = "invalid_audit_subject"


class TooLongText(ConsoleError):
    """More characters than its field holds."""

    code = "too_long"


class WrongLanguages(ConsoleError):
    """A counsellor speaks 1 to 20 languages."""

    code = "wrong_languages"


class NotOneself(ConsoleError):
    """An admin does not close their own account, nor make it less than an admin's."""

    code = "not_oneself"
