"""Passphrases: what a new one must be like, and keeping them as Argon2id hashes.

ASVS 5.0, 6.2: from 15 characters on, no rule on what they are made of, checked against common ones,
no letter cut off or changed in case. Unicode is brought to one form first (NFKC, as NIST SP
800-63B, 5.1.1.2, says): the same key gives an é in one character or in two, a plain or a no-break
space, by the machine.
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from bot.console.console_errors import TooCommon, TooLong, TooShort

MIN_CHARS, MAX_CHARS = 15, 128
MIN_SCORE = 3  # of 0 to 4: at least 10^8 guesses
# Read as words that somebody who guesses tries first. The rows of a Belgian or French keyboard are
# not among those that zxcvbn knows.
_LOCAL_WORDS = (
    *("boussole", "cité des métiers", "cite des metiers", "conseiller", "conseillère"),
    *("motdepasse", "mot de passe", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
# zxcvbn keeps the words that it is given in one place for all.
_STRENGTH_LOCK = threading.Lock()


def require_strong_passphrase(passphrase: str, name: str) -> None:
    """Refuse a weak one. `name`: of the account.

    Raises:
        TooShort, TooLong, TooCommon: all `Refused`; none of them repeats it.
    """
    if len(passphrase) > MAX_CHARS:  # also before it is worked on
        raise TooLong
    text = normalise_passphrase(passphrase)
    if len(text) < MIN_CHARS:
        raise TooShort
    if len(text) > MAX_CHARS:
        raise TooLong
    with _STRENGTH_LOCK:
        score = zxcvbn(text, [*_LOCAL_WORDS, name, *name.split()], max_length=MAX_CHARS)["score"]
    if score < MIN_SCORE:
        raise TooCommon


def hash_passphrase(passphrase: str, hasher: PasswordHasher) -> str:
    """What is stored: the hash with its salt and parameters."""
    return hasher.hash(_encode(passphrase))


def verify_passphrase(stored: str, passphrase: str, hasher: PasswordHasher) -> bool:
    """Whether it is the one that was hashed; the same work whether or not."""
    # A longer one was never hashed; nor was the empty one.
    candidate = passphrase if len(passphrase) <= MAX_CHARS else ""
    try:
        return hasher.verify(stored, _encode(candidate))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str, hasher: PasswordHasher) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return hasher.check_needs_rehash(stored)


def normalise_passphrase(passphrase: str) -> str:
    """In NFKC; nothing is cut off and no letter changes its case."""
    return unicodedata.normalize("NFKC", passphrase)


def _encode(passphrase: str) -> bytes:
    return normalise_passphrase(passphrase).encode("utf-8", "surrogatepass")
