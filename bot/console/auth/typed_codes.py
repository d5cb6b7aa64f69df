"""Random codes that somebody copies by hand: invitations, recovery codes.

Five bits a character, in the alphabet of base 32 (RFC 4648), which has no 0, 1, 8 and 9: these are
read as the letters they are taken for.
"""

from __future__ import annotations

import secrets
from string import ascii_lowercase

_ALPHABET = ascii_lowercase + "234567"
_CONFUSABLE_CHARS = str.maketrans("0189", "olbg")
_GROUP_CHARS = 4


def generate_code(bits: int) -> str:
    """A code of at least so many bits, in groups of four: « k3qd-7vxa-… »."""
    count = -(-bits // (5 * _GROUP_CHARS)) * _GROUP_CHARS
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(count))
    return "-".join(letters[at : at + _GROUP_CHARS] for at in range(0, count, _GROUP_CHARS))


def normalise_code(typed: str) -> str:
    """What was typed as it was minted but for the groups; whatever is no character of a code goes.

    Never raises: what is no code matches no stored hash.
    """
    meant = typed[:200].casefold().translate(_CONFUSABLE_CHARS)
    return "".join(char for char in meant if char in _ALPHABET)
