"""Request bodies that no channel accepts."""

from __future__ import annotations

NO_JSON = {
    "nothing": b"",
    "blanks": b" \n",
    "cut off": b'{"id": "a1", "text": "bonj',
    "a list": b"[1]",
    "a string": b'"bonjour"',
    "null": b"null",
    "two objects": b"{}{}",
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "an overlong NUL": b'{"text": "\xc0\x80"}',
    "an encoded surrogate": b'{"text": "\xed\xa0\x80"}',
    "a byte order mark": b'\xef\xbb\xbf{"text": "a"}',
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "UTF-32": '{"text": "a"}'.encode("utf-32"),
    "a bare NUL": b'{"text": "a\x00"}',
    "single quotes": b"{'text': 'a'}",
    "a comma too many": b'{"text": "a",}',
    "a hundred thousand levels": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a million digits": b'{"a": ' + b"9" * 1_000_000 + b"}",
}
AMBIGUOUS = {
    "a name twice": b'{"text": "a", "text": "b"}',
    "a name twice inside": b'{"more": {"a": 1, "a": 1}}',
    "a name twice, once escaped": b'{"text": "a", "\\u0074ext": "b"}',
    "no number": b'{"a": NaN}',
    "an infinite one": b'{"a": Infinity}',
    "its opposite": b'{"a": -Infinity}',
    "one that is too large": b'{"a": 1e400}',
    "one that is too small": b'{"a": -1e400}',
}
