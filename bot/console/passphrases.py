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

from bot.console.errors import TooCommon, TooLong, TooShort

LEAST, MOST = 15, 128
LEAST_SCORE = 3  # of 0 to 4: at least 10^8 guesses
# Read as words that somebody who guesses tries first. The rows of a Belgian or French keyboard are
# not among those that zxcvbn knows.
_HERE = (
    *("boussole", "cité des métiers", "cite des metiers", "conseiller", "conseillère"),
    *("motdepasse", "mot de passe", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
# zxcvbn keeps the words that it is given in one place for all.
_ONE_AT_A_TIME = threading.Lock()


def check_new(passphrase: str, name: str) -> None:
    """Refuse a weak one. `name`: of the account.

    Raises:
        TooShort, TooLong, TooCommon: all `Refused`; none of them repeats it.
    """
    if len(passphrase) > MOST:  # also before it is worked on
        raise TooLong
    text = normalised(passphrase)
    if len(text) < LEAST:
        raise TooShort
    if len(text) > MOST:
        raise TooLong
    with _ONE_AT_A_TIME:
        score = zxcvbn(text, [*_HERE, name, *name.split()], max_length=MOST)["score"]
    if score < LEAST_SCORE:
        raise TooCommon


def hashed(passphrase: str, hasher: PasswordHasher) -> str:
    """What is stored: the hash with its salt and parameters."""
    return hasher.hash(_bytes(passphrase))


def verify(stored: str, passphrase: str, hasher: PasswordHasher) -> bool:
    """Whether it is the one that was hashed; the same work whether or not."""
    # A longer one was never hashed; nor was the empty one.
    candidate = passphrase if len(passphrase) <= MOST else ""
    try:
        return hasher.verify(stored, _bytes(candidate))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str, hasher: PasswordHasher) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return hasher.check_needs_rehash(stored)


def normalised(passphrase: str) -> str:
    """In NFKC; nothing is cut off and no letter changes its case."""
    return unicodedata.normalize("NFKC", passphrase)


def _bytes(passphrase: str) -> bytes:
    return normalised(passphrase).encode("utf-8", "surrogatepass")
