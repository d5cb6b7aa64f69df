"""Undo disguised text: invisible characters, look-alike letters, masked words.

`to_visible_text` keeps case and accents, so that a model can read the result; `unmask` expects
lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import yaml

# Letters typed without spaces are split into words from this many to that many.
MIN_GLUED_LETTERS, MAX_GLUED_LETTERS = 6, 40
# In shorter words a typo may yield another word.
MIN_SLIP_LETTERS = 6
_FILE = Path(__file__).with_name("disguise.yml")
# Format characters (Cf) are found by category; these are invisible without being of it.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_CHUNK = re.compile(r"\S+")
_SIGN = re.compile(r"(?<=\w)[^\w\s'’,;:?…/@&+]+(?=\w)|(?<=[^\W\d_])_+(?=[^\W\d_])")
_STARS, _ANY = re.compile(r"[*#]"), re.compile(r"[^a-z0-9]")
_LETTER = re.compile(r"[^\W\d_]")
# Digits that stand for letters: after a letter, in a word of three letters or more.
_WITH_DIGITS = re.compile(r"(?<![a-z0-9])[a-z$][a-z0-9@$€]{2,}(?![a-z0-9])")
_DIGIT = re.compile(r"[0134578@$€]")
_DIGITS = re.compile(r"[0-9@$€]+")
_DOTTED = re.compile(r"(?<=[a-z])\.(?=[a-z])")


def to_visible_text(text: str) -> str:
    """Remove invisible characters and replace look-alike letters."""
    if text.isascii():
        return text
    seen = "".join(char for char in text if not is_invisible(char))
    seen = unicodedata.normalize("NFKC", seen)
    return _to_latin(seen) if not seen.isascii() else seen


def replace_invisible_with_spaces(text: str) -> Optional[str]:
    """Replace invisible characters by spaces; None if there are none."""
    if text.isascii() or not any(map(is_invisible, text)):
        return None
    return "".join(" " if is_invisible(char) else char for char in text)


def is_invisible(char: str) -> bool:
    """Return whether a character is not drawn."""
    if char.isascii():
        return False
    code = ord(char)
    if char in _BLANK or any(code in selectors for selectors in _SELECTORS):
        return True
    return unicodedata.category(char) == "Cf"


def unmask(text: str) -> str:
    """Unmask words in lower case without accents: « s*icide », « mou.rir », « su1cid3 »."""
    text = _CHUNK.sub(_remove_signs, text)
    return _WITH_DIGITS.sub(_remove_digits, text)


def rejoin_masked_words(words: list[str]) -> list[str]:
    """Rejoin vocabulary words that were typed in two parts (« sui cide »)."""
    masked, joined = _load_disguises()["masked"], list[str]()
    for word in words:
        whole = f"{joined[-1]}{word}" if joined else word
        alone = not joined or joined[-1] in masked or len(word) < 2
        if not alone and len(whole) > 5 and whole in masked:
            joined[-1] = whole
        else:
            joined.append(word)
    return joined


def is_masked_word(word: str) -> bool:
    """Return whether a word is of the vocabulary of masked words."""
    return word in _load_disguises()["masked"]


def separate_words(letters: str) -> str:
    """Separate letters that were spelled out: a vocabulary word from at most two letters after it,
    or « veuxmourir » into its words."""
    if is_masked_word(letters):
        return letters
    ends = (len(letters) - 1, len(letters) - 2)
    word = next((letters[:end] for end in ends if end > 3 and is_masked_word(letters[:end])), "")
    if word:
        return f"{word} {letters[len(word) :]}"
    return " ".join(_split_glued_words(letters, fewest=2)) or letters


def mend_masked_word(word: str, fewest: int = 3) -> str:
    """Correct a vocabulary word with two letters swapped or one missing, and separate `fewest` or
    more words that were typed without spaces: « jeveuxmourir »."""
    split = _split_glued_words(word, fewest)
    return " ".join(split) or str(_load_disguises()["slips"].get(word, word))


def _split_glued_words(letters: str, fewest: int) -> list[str]:
    """Split « jeveuxmourir » into its words; empty unless there are `fewest` or more, all of them
    known, one of the vocabulary of masked words, and the first one that begins a sentence."""
    if not MIN_GLUED_LETTERS <= len(letters) <= MAX_GLUED_LETTERS:
        return []
    known = _load_disguises()
    longest = known["longest"]
    # The words up to each letter, None where the letters before it are none.
    split: list[Optional[list[str]]] = [[], *([None] * len(letters))]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            before, word = split[start], letters[start:end]
            if before is None or word not in known["words"]:
                continue
            if before or word in known["glued"]["first"]:
                split[end] = [*before, word]
                break
    found = split[-1] or []
    return found if len(found) >= fewest and any(map(is_masked_word, found)) else []


def _build_slips(words: Iterable[str], ordinary: Iterable[str]) -> dict[str, str]:
    """Return vocabulary words by their misspellings."""
    slips: dict[str, str] = {}
    for word in words:
        # « voiler » is an ordinary word.
        if len(word) < MIN_SLIP_LETTERS or word.startswith("viol"):
            continue
        for at in range(1, len(word) - 1):
            slips.setdefault(word[:at] + word[at + 1] + word[at] + word[at + 2 :], word)
            slips.setdefault(word[:at] + word[at + 1 :], word)
    kept_out = {*words, *ordinary}
    return {slip: word for slip, word in slips.items() if slip not in kept_out}


def _remove_signs(match: re.Match[str]) -> str:
    """Return the hidden word of a chunk, or the chunk with dots as spaces, or unchanged."""
    chunk = match.group()
    if chunk.isalnum() or not _SIGN.search(chunk):
        return chunk
    bare = _SIGN.sub("", chunk).strip(".,;:!?…()\"'*_-«»")
    masked = _load_disguises()["masked"]
    if _read_leet(bare) in masked:
        return f" {bare} "
    hidden = _find_hidden_word(chunk)
    if hidden:
        return f" {hidden} "
    if len(_DOTTED.findall(chunk)) > 1 and len(_LETTER.findall(chunk)) > 5:
        return _DOTTED.sub(" ", chunk) if max(map(len, chunk.split("."))) > 1 else chunk
    return chunk


def _find_hidden_word(chunk: str) -> str:
    """Return the vocabulary word in which signs hide one letter each."""
    shape = chunk.strip(".,;:!?…()\"'«»")
    # « m**rir »; a dot or a dash may be punctuation, so more letters must match.
    if len(_LETTER.findall(shape)) < (2 if _STARS.search(shape) else 4):
        return ""
    pattern = re.compile(_ANY.sub("[a-z]", shape))
    return next((word for word in _load_disguises()["masked"] if pattern.fullmatch(word)), "")


def _remove_digits(match: re.Match[str]) -> str:
    word = match.group()
    if word.isalpha():
        return word
    runs = len(_DIGITS.findall(word))
    hidden = (
        len(_LETTER.findall(word)) > 2
        or runs > 1
        or _read_leet(word) in _load_disguises()["masked"]
    )
    if not hidden:
        return word
    # A digit at the end stands for a letter only if another digit does.
    if runs > 1 or _read_leet(word) in _load_disguises()["masked"]:
        return _read_leet(word)
    return re.sub(r"(?<=[a-z])[0-9@$€]+(?=[a-z])|^\$", _digits_to_letters, word)


def _digits_to_letters(match: re.Match[str]) -> str:
    return _read_leet(match.group()) if len(match.group()) < 3 else match.group()


def _read_leet(word: str) -> str:
    leet = _load_disguises()["leet"]
    return _DIGIT.sub(lambda match: leet.get(match.group(), match.group()), word)


def _to_latin(text: str) -> str:
    """Replace look-alike letters of other alphabets if most letters are Latin."""
    alike = _load_disguises()["alike"]
    look_alikes = sum(char in alike for char in text)
    if not look_alikes or look_alikes > sum("a" <= char <= "z" for char in text.casefold()):
        return text
    return "".join(alike.get(char, char) for char in text)


@lru_cache(maxsize=1)
def _load_disguises() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    alike = read["alike"]
    read["alike"] = dict(zip(alike["seen"], alike["meant"], strict=True))
    read["masked"] = dict.fromkeys(read["masked"])
    read["words"] = frozenset((*read["masked"], *read["glued"]["first"], *read["glued"]["then"]))
    read["longest"] = max(map(len, read["words"]))
    read["slips"] = _build_slips(read["masked"], read["ordinary"])
    return read
