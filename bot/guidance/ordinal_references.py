"""Short references to the leads shown: « la 2 bof », « c'est quoi la 3 », « la 1 et la 4 ».

Only a text made of references and one clear meaning is parsed; anything else yields None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from bot.guidance.short_answer_words import LAST_WORDS, ORDINAL_WORDS
from bot.language.folding import fold_text
from bot.language.phrases import phrase

OPEN, LIKE, REFUSE, COMPARE = "open", "like", "refuse", "compare"
MAX_REFERENCE_CHARS = 60
_DIGITS = re.compile(r"\d{1,2}")
_ARTICLES = frozenset({"le", "la", "l", "numero", "n°", "piste"})
_NO_MORE = phrase(
    r"\b(?:j ?)?(?:aime|veux|garde|jveux) (?:bien )?plus\b(?! (?:d|de|info|détail|sur))"
)
_BOTH_WAYS = phrase(r"\b(?:pas mal|(?:pour)?quoi pas|p[kq] pas)\b")


def _fold_words(words: str) -> frozenset[str]:
    return frozenset(fold_text(words).split())


_MEANS = {
    COMPARE: _fold_words("compare comparer compares comparez ou"),
    REFUSE: _fold_words(
        "bof non nan nn beurk pas jamais nul nulle enlève enlevez vire écarte écartez retire"
        " retirez déteste"
    ),
    LIKE: _fold_words(
        "aime jaime jm adore jadore kiffe jkiffe garde gardez plaît plait intéresse minteresse"
        " mintéresse tente top cool"
        " super oui ouais ok"
    ),
    OPEN: _fold_words(
        "quoi koi plus info infos détail détails ouvre ouvrez ouvrir montre montrez explique"
        " expliquez dis dites raconte"
    ),
}
_NO = frozenset({"non", "nan", "n"})
_JOINING = frozenset({"et", "ni", "pas"})  # between several refused ones
# With one of these, or alone.
_AROUND = _fold_words(
    "et je j jveux veux voudrais me m te moi c ce est cest ça sa ca de d sur en un une bien trop"
    " grave surtout plutôt stp svp merci mdr lol ? savoir voir parle alors tu peux vous pouvez dire"
    " avec ni ne n"
)


@dataclass(frozen=True)
class OrdinalReference:
    """The `places` referred to, from 0, and the meaning; `alone`: one place, nothing else."""

    places: tuple[int, ...]
    meaning: str
    alone: bool = False


def parse_reference(text: str, count: int) -> Optional[OrdinalReference]:
    """Return which of `count` leads are meant: a single one to open, several to like."""
    if not count or len(text) > MAX_REFERENCE_CHARS:
        return None
    folded = _NO_MORE.sub("pas", _BOTH_WAYS.sub("oui", fold_text(text)))  # « j'aime plus la 3 »
    words = folded.replace("?", " ? ").split()
    numbers, bare, rest = _split_numbers(words, count)
    meanings = [name for name, known in _MEANS.items() if known & set(rest)]
    unknown = set(rest) - _AROUND - frozenset().union(*_MEANS.values())
    if not numbers or unknown or not all(1 <= number <= count for number in numbers):
        return None
    places = tuple(dict.fromkeys(number - 1 for number in numbers))
    meaning = meanings[0] if meanings else LIKE if len(places) > 1 else OPEN
    if meaning == OPEN and len(places) > 1:
        meaning = COMPARE
    if _is_unclear(words, places, meanings, bare):
        return None
    return OrdinalReference(places, meaning, alone=not meanings and len(places) == 1)


def merge_keeping_positions(
    seen: Sequence[str], refused: Sequence[str], found: Sequence[str]
) -> list[str]:
    """Put new leads in the places of refused ones, so that « la 3 » stays the same."""
    new = list(found)
    merged = [new.pop(0) if lead in refused and new else lead for lead in seen]
    return [*merged, *new]


def _is_unclear(words: list[str], places: tuple[int, ...], meanings: list[str], bare: bool) -> bool:
    """Return whether the text is ambiguous.

    « la 1 oui la 2 non », « non, la 2 », « 2 ou 3 », « c'est où la 2 », « la 2 non ? », or a bare
    number.
    """
    if COMPARE in meanings and (bare or len(places) < 2):
        return True
    if REFUSE not in meanings:
        return bare and len(places) == 1
    if LIKE in meanings and len(places) > 1:
        return True
    at = [i for i, word in enumerate(words) if word in ORDINAL_WORDS or _DIGITS.fullmatch(word)]
    remaining = [word for word in words if word not in _ARTICLES]
    only_no = words[0] in _NO and len(remaining) == len(at) + 1
    between = set(words[at[0] : at[-1]]) if at else set()
    joined = {word for word in between if not _DIGITS.fullmatch(word) and word not in ORDINAL_WORDS}
    apart = joined - _ARTICLES - _JOINING
    later = "pas" in joined and "pas" not in words[: at[0]]
    return "?" in words or only_no or bool(apart) or later


def _split_numbers(words: list[str], count: int) -> tuple[list[int], bool, list[str]]:
    """Return the numbers, whether one has no « le » or « la », and the other words."""
    numbers, bare, rest = [], False, []
    for before, word in zip(["", *words], words, strict=False):
        pointed = before in _ARTICLES
        number = ORDINAL_WORDS.get(word) or (int(word) if _DIGITS.fullmatch(word) else None)
        if word in LAST_WORDS and pointed:
            number = count
        if number is None:
            rest.append(word)
        else:
            bare = bare or not pointed
            numbers.append(number)
    return numbers, bare, [word for word in rest if word not in _ARTICLES]
