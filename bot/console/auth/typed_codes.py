"""Random codes that are typed by hand: invitations, recovery codes.

Five bits per character in the base 32 alphabet (RFC 4648). It lacks 0, 1, 8 and 9, which are read
as the letters they look like.
"""

from __future__ import annotations

import secrets
from string import ascii_lowercase

_ALPHABET = ascii_lowercase + "234567"
_CONFUSABLE_CHARS = str.maketrans("0189", "olbg")
_GROUP_CHARS = 4


def generate_code(bits: int) -> str:
    """Return a code of at least so many bits in groups of four: « k3qd-7vxa-… »."""
    count = -(-bits // (5 * _GROUP_CHARS)) * _GROUP_CHARS
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(count))
    return "-".join(letters[at : at + _GROUP_CHARS] for at in range(0, count, _GROUP_CHARS))


def normalise_code(typed: str) -> str:
    """Return a typed code in canonical form: without groups and characters outside the alphabet.

    Never raises: an invalid code matches no stored hash.
    """
    meant = typed[:200].casefold().translate(_CONFUSABLE_CHARS)
    return "".join(char for char in meant if char in _ALPHABET)
