"""Recognition of entry names in free text: exact, without link words, or slightly misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.erasable_caches import erasable_cache
from bot.language.known_words import is_known_word
from bot.language.normalisation import split_run_on_words, to_masculine_singular, tokenise
from bot.language.word_lists import LINK_WORDS
from knowledge.trade_words import (
    ACTIVITY_VERBS,
    CORRECT_WORDS,
    ORDINARY_WORDS,
    SHORT_FORMS,
)

MAX_NAME_WORDS = 5  # without link words
# Letters that a word shares with a name of which it may be another form.
STEM_LETTERS = 5

NameKey = tuple[str, ...]

# Endings of agent nouns: the only first words of an alias that can stand for the whole trade.
AGENT_NOUN = re.compile(r"(eur|ien|ier|iste|ogue|ano|ant|cin|aire)$")


@dataclass(frozen=True)
class EntryName:
    """A name to recognise, of an entry.

    `is_title`: one of its titles. `is_branch`: it names the work, not who does it. `begins`: its
    first words may stand for it.
    """

    id: str
    text: str
    is_title: bool
    is_branch: bool = False
    begins: bool = True


@dataclass(frozen=True)
class Mention:
    """A mention of one or several entries in a text.

    `ids` has one entry for an unambiguous name, else all candidates. `certainty`: 1 for a name as
    written, .9 for a corrected spelling, .5 for an ambiguous one or a branch. `whole`: those of
    `ids` of which it is a whole name, not a beginning. `is_branch`: it names the work, not who
    does it.
    """

    text: str
    ids: tuple[str, ...]
    certainty: float
    whole: tuple[str, ...] = ()
    is_branch: bool = False

    @property
    def sure(self) -> bool:
        """Whether the mention is unambiguous."""
        return self.certainty > 0.5


class NameLexicon:
    """The names of a set of entries. Immutable and thread-safe."""

    def __init__(
        self,
        names: Iterable[EntryName],
        by_first_words: bool = False,
        spelt: Iterable[str] = (),
        known: Container[str] = (),
    ) -> None:
        """Index `names`.

        `by_first_words`: « technicien » alone matches every name that begins with it. `spelt`:
        normalised words that are no misspelt name (« mettre » is not « métreur »). `known`: correct
        words, see `bot.language.normalisation.split_run_on_words`.
        """
        self._uncut = known
        exact: dict[NameKey, dict[str, bool]] = defaultdict(dict)
        heads: dict[NameKey, list[str]] = defaultdict(list)
        written: set[str] = set()
        branches: dict[NameKey, bool] = {}
        for name in names:
            words = self._read(name.text)
            key = make_name_key(words)
            written.update(words)
            branches[key] = branches.get(key, True) and name.is_branch
            for form in {key, ("".join(key),)}:
                exact[form][name.id] = exact[form].get(name.id, False) or name.is_title
            if by_first_words and name.begins and (name.is_title or AGENT_NOUN.search(key[0])):
                for size in range(1, min(len(key), MAX_NAME_WORDS)):
                    heads[key[:size]].append(name.id)
        self._exact, self._heads = dict(exact), dict(heads)
        self._branches = frozenset(key for key, is_branch in branches.items() if is_branch)
        written.update(word for key in exact for word in key)
        right = partial(
            _correct_word,
            known=written,
            spelt=frozenset(spelt),
            spellings=_group_by_first_letter(written),
        )
        # Not a method: the reference cycle of cache and lexicon would keep a replaced lexicon
        # alive, as objects loaded at start-up are frozen for the garbage collector (`bot.app`).
        self._corrected = erasable_cache(2048)(right)

    def _read(self, text: str) -> list[str]:
        return split_run_on_words(tokenise(text), self._uncut)

    def named(self, words: Sequence[str]) -> dict[str, bool]:
        """Return the entries with a name equal to `words` (normalised), misspellings included.

        The value tells whether that name is one of the entry's titles.
        """
        exact = self._exact.get(make_name_key(words))
        return dict(exact or self._exact.get(make_name_key(self.corrected(words))) or {})

    def corrected(self, words: Sequence[str]) -> list[str]:
        """Return `words` (normalised), misspelt words of names corrected."""
        return [self._corrected(word) for word in words]

    def mentions(self, text: str) -> list[Mention]:
        """Return the mentions of entries in `text`, from left to right, preferring long names."""
        written = [word for word in self._read(text) if word not in LINK_WORDS]
        folded = [_fold_word(word) for word in written]
        spelt = [_fold_word(word) for word in self.corrected(written)]
        found, start = [], 0
        while start < len(written):
            mention, size = self._at(written, folded, spelt, start)
            if mention:
                found.append(mention)
            start += size
        return found

    def _at(
        self, written: list[str], folded: list[str], spelt: list[str], start: int
    ) -> tuple[Mention | None, int]:
        """Return the longest name that begins at `start` and its length in words (1 if none)."""
        for size in range(min(MAX_NAME_WORDS, len(written) - start), 0, -1):
            end = start + size
            text = " ".join(written[start:end])
            as_written = tuple(folded[start:end])
            for key in dict.fromkeys((as_written, tuple(spelt[start:end]))):
                alone = {written[start], folded[start]} if size == 1 else set()  # « bourses »
                ids, sure, whole = self._find_meant(key, ordinary=bool(alone & ORDINARY_WORDS))
                if ids:
                    is_branch = key in self._branches
                    if not sure or is_branch or written[start] in ACTIVITY_VERBS:
                        certainty = 0.5
                    else:
                        certainty = 1.0 if key == as_written else 0.9
                    return Mention(text, ids, certainty, whole, is_branch), size
        return None, 1

    def _find_meant(
        self, key: NameKey, ordinary: bool
    ) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """Return the entries `key` can mean, whether it is unambiguous, and whose name it is."""
        joined = ("".join(key),) if len(key) == 2 else key  # « kinési thérapeute »
        exact = self._exact.get(key) or self._exact.get(joined) or {}
        titled = [entry for entry, is_title in exact.items() if is_title]
        if len(titled) == 1:
            return tuple(titled), True, tuple(titled)
        if ordinary:
            return (), False, ()
        # « mécanicien » may be an alias of one trade and still begin the names of others.
        ids = tuple(dict.fromkeys((*exact, *self._heads.get(key, ()))))
        return ids, bool(exact) and len(ids) == 1, tuple(exact)


def _group_by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Group the words that are long enough to be corrected by their first letter."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) >= 5:
            groups[word[0]].append(word)
    return dict(groups)


def _correct_word(
    word: str, known: Set[str], spelt: Set[str], spellings: Mapping[str, Sequence[str]]
) -> str:
    """Return the known word that `word` misspells: one edit from 5 letters on, two from 11."""
    if len(word) < 5 or word in known or word in CORRECT_WORDS:
        return word
    if word in spelt:  # « répare » is a form of « réparer »
        return f"{word}r" if f"{word}r" in known else word
    edits = 1 if len(word) < 11 else 2
    choices = spellings.get(word[0], ())
    best = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=edits)
    if best is None:
        return word
    # A French word is no misspelling, but may be another form: « jardiner » of « jardinier ».
    form = best[0][:STEM_LETTERS] == word[:STEM_LETTERS]
    return str(best[0]) if form or not is_known_word(word) else word


def make_name_key(words: Sequence[str]) -> NameKey:
    """Return the lookup key of normalised words: masculine singular, without link words."""
    kept = [word for word in words if word not in LINK_WORDS] or list(words) or [""]
    return tuple(_fold_word(word) for word in kept)


def _fold_word(word: str) -> str:
    return to_masculine_singular(SHORT_FORMS.get(word, word))
