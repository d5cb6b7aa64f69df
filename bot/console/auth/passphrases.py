"""Passphrases: rules for new ones, and Argon2id hashes.

Follows ASVS 5.0, 6.2: at least 15 characters, no composition rules, checked against common
passwords, neither truncated nor changed in case. Text is normalised to NFKC (NIST SP 800-63B,
5.1.1.2), since keyboards differ in how they encode « é » or a space.
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
# Words that an attacker tries first. zxcvbn does not know the rows of Belgian and French
# keyboards.
_LOCAL_WORDS = (
    *("boussole", "cité des métiers", "cite des metiers", "conseiller", "conseillère"),
    *("motdepasse", "mot de passe", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
# zxcvbn keeps its user dictionary in a global.
_STRENGTH_LOCK = threading.Lock()


def require_strong_passphrase(passphrase: str, name: str) -> None:
    """Check a new passphrase. `name` is that of the account.

    Raises:
        TooShort, TooLong, TooCommon: all `PassphraseRefused`; none of them repeats the passphrase.
    """
    if len(passphrase) > MAX_CHARS:  # checked before normalising, too
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
    """Return the hash to store, with its salt and parameters."""
    return hasher.hash(_encode(passphrase))


def verify_passphrase(stored: str, passphrase: str, hasher: PasswordHasher) -> bool:
    """Return whether the passphrase has this hash; takes the same work either way."""
    # Neither empty nor longer ones are ever hashed.
    candidate = passphrase if len(passphrase) <= MAX_CHARS else ""
    try:
        return hasher.verify(stored, _encode(candidate))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str, hasher: PasswordHasher) -> bool:
    """Return whether the hash was made with other parameters than the present ones."""
    return hasher.check_needs_rehash(stored)


def normalise_passphrase(passphrase: str) -> str:
    """Return the passphrase in NFKC, with its case and full length."""
    return unicodedata.normalize("NFKC", passphrase)


def _encode(passphrase: str) -> bytes:
    return normalise_passphrase(passphrase).encode("utf-8", "surrogatepass")
