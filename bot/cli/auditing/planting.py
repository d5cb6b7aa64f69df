"""What is planted, and how it is recognised whatever spelling it is left in."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_plus

import yaml

from bot.privacy.redaction import EMAIL, KINDS, PHONE

PLATFORM_ID, NETWORK, ERASED = "platform_id", "network", "erased"
# May be nowhere; all else may stay in what was said.
NEVER = frozenset({*KINDS, PLATFORM_ID, NETWORK, ERASED})
_FILE = Path(__file__).with_name("planted.yml")
_SIGNS = re.compile(r"[\W_]+")
_BYTES = re.compile(r"(?:\\x[0-9a-f]{2})+")
_CODE_POINT = re.compile(r"\\u([0-9a-f]{4})")
_BETWEEN_DIGITS = b" ./-()_,+"
_NATIONAL_DIGITS = 8  # of a telephone, without what stands before them in one spelling or another
_SHORTEST = 6


@dataclass(frozen=True)
class Planted:
    """A value as it is typed; `name` is how a report calls it."""

    kind: str
    name: str
    value: str


def read(path: Path = _FILE) -> dict[str, Planted]:
    """All of the file, by name."""
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return {
        name: Planted(kind, name, value)
        for kind, values in found.items()
        for name, value in values.items()
    }


class Sought:
    """Looks for planted values: as typed, without case and accents, without the signs between
    letters and digits, as in an address, and as JSON and Python write them."""

    def __init__(self, planted: Iterable[Planted]) -> None:
        self._folded: dict[str, Planted] = {}
        self._packed: dict[str, Planted] = {}
        self._raw: dict[bytes, Planted] = {}
        for each in planted:
            self._folded[_folded(each.value)] = each
            for packed in _cores(each):
                if self._packed.setdefault(packed, each) != each:
                    raise ValueError(f"planted twice: {each.name}")
            for written in _written(each.value):
                self._raw[written.encode()] = each

    def in_text(self, text: str) -> set[Planted]:
        """What can be read in a text."""
        found: set[Planted] = set()
        for view in dict.fromkeys((text, unquote_plus(text), _unescaped(text))):
            folded = _folded(view)
            packed = _SIGNS.sub("", folded)
            found.update(each for value, each in self._folded.items() if value in folded)
            found.update(each for value, each in self._packed.items() if value in packed)
        return found

    def in_bytes(self, raw: bytes) -> set[Planted]:
        """What can be read in a file, whatever it is."""
        lower, bare = raw.lower(), raw.translate(None, _BETWEEN_DIGITS)
        found = {each for value, each in self._raw.items() if value in lower}
        found.update(
            each
            for value, each in self._packed.items()
            if value.isdigit() and value.encode() in bare
        )
        return found


def _cores(planted: Planted) -> set[str]:
    """What is left of a value once its signs are gone; of a number, what all its spellings share,
    of an address, what stands before the @."""
    folded = _folded(planted.value)
    found = {_SIGNS.sub("", folded)}
    if planted.kind == PHONE:
        found = {re.sub(r"\D", "", folded)[-_NATIONAL_DIGITS:]}
    if planted.kind == EMAIL:
        found.add(_SIGNS.sub("", re.split(r"@| arobase ", folded)[0]))
    return {each for each in found if len(each) >= _SHORTEST}


def _written(value: str) -> set[str]:
    """As files may hold it, in small letters."""
    small = value.lower()
    plain = (small, unicodedata.normalize("NFD", small))
    spelled = (f(each) for each in plain for f in (str, quote, quote_plus, json.dumps))
    return {each.strip('"').lower() for each in spelled}


def _unescaped(text: str) -> str:
    """With « \\xc3\\xa9 » and « \\u00e9 » read, as Python and JSON write « é »."""
    text = _BYTES.sub(_decoded, text)
    return _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), text)


def _decoded(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("\\x", "")).decode("utf-8", "replace")


def _folded(text: str) -> str:
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()
