"""Planted values, and their detection in various spellings."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_plus

import yaml

from bot.privacy.redaction import EMAIL, PERSONAL_DATA_KINDS, PHONE

PLATFORM_ID, NETWORK, ERASED = "platform_id", "network", "erased"
# Kinds that must not remain anywhere; others may remain in messages.
FORBIDDEN_KINDS = frozenset({*PERSONAL_DATA_KINDS, PLATFORM_ID, NETWORK, ERASED})
_PLANTED_FILE = Path(__file__).with_name("planted.yml")
_SIGNS_PATTERN = re.compile(r"[\W_]+")
_ESCAPED_BYTES_PATTERN = re.compile(r"(?:\\x[0-9a-f]{2})+")
_CODE_POINT_PATTERN = re.compile(r"\\u([0-9a-f]{4})")
_DIGIT_SEPARATORS = b" ./-()_,+"
_NATIONAL_DIGITS = 8  # digits of a phone number common to all spellings
_MIN_CORE_CHARS = 6


@dataclass(frozen=True)
class PlantedValue:
    """A value as typed; `name` designates it in reports."""

    kind: str
    name: str
    value: str


def load_planted_values(path: Path = _PLANTED_FILE) -> dict[str, PlantedValue]:
    """Return all planted values, by name."""
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return {
        name: PlantedValue(kind, name, value)
        for kind, values in found.items()
        for name, value in values.items()
    }


class ValueMatcher:
    """Finds planted values as typed, without case, accents or punctuation, and as encoded in URLs,
    JSON and Python."""

    def __init__(self, planted: Iterable[PlantedValue]) -> None:
        self._folded: dict[str, PlantedValue] = {}
        self._packed: dict[str, PlantedValue] = {}
        self._raw: dict[bytes, PlantedValue] = {}
        for each in planted:
            self._folded[_fold(each.value)] = each
            for packed in _extract_cores(each):
                if self._packed.setdefault(packed, each) != each:
                    raise ValueError(f"planted twice: {each.name}")
            for written in _encode_written(each.value):
                self._raw[written.encode()] = each

    def in_text(self, text: str) -> set[PlantedValue]:
        """Return the values in a text."""
        values: set[PlantedValue] = set()
        for view in dict.fromkeys((text, unquote_plus(text), _unescape(text))):
            folded = _fold(view)
            packed = _SIGNS_PATTERN.sub("", folded)
            values.update(each for value, each in self._folded.items() if value in folded)
            values.update(each for value, each in self._packed.items() if value in packed)
        return values

    def in_bytes(self, raw: bytes) -> set[PlantedValue]:
        """Return the values in the bytes of a file."""
        lower, bare = raw.lower(), raw.translate(None, _DIGIT_SEPARATORS)
        found = {each for value, each in self._raw.items() if value in lower}
        found.update(
            each
            for value, each in self._packed.items()
            if value.isdigit() and value.encode() in bare
        )
        return found


def _extract_cores(planted: PlantedValue) -> set[str]:
    """Return the significant part of a value in all its spellings.

    That is the value without punctuation, the common digits of a number, or the local part of an
    address.
    """
    folded = _fold(planted.value)
    found = {_SIGNS_PATTERN.sub("", folded)}
    if planted.kind == PHONE:
        found = {re.sub(r"\D", "", folded)[-_NATIONAL_DIGITS:]}
    if planted.kind == EMAIL:
        found.add(_SIGNS_PATTERN.sub("", re.split(r"@| arobase ", folded)[0]))
    return {each for each in found if len(each) >= _MIN_CORE_CHARS}


def _encode_written(value: str) -> set[str]:
    """Return the encodings of a value that files may hold, in lower case."""
    small = value.lower()
    plain = (small, unicodedata.normalize("NFD", small))
    spelled = (f(each) for each in plain for f in (str, quote, quote_plus, json.dumps))
    return {each.strip('"').lower() for each in spelled}


def _unescape(text: str) -> str:
    """Decode « \\xc3\\xa9 » and « \\u00e9 », as Python and JSON write « é »."""
    text = _ESCAPED_BYTES_PATTERN.sub(_decode_match, text)
    return _CODE_POINT_PATTERN.sub(lambda match: chr(int(match[1], 16)), text)


def _decode_match(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("\\x", "")).decode("utf-8", "replace")


def _fold(text: str) -> str:
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()
