"""`boussole wording`: check that the bot's sentences are readable and put no pressure on people."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT, Settings

DOMAIN_FOLDER = PROJECT_ROOT / "bot" / "domain"
MAX_SENTENCE_WORDS = 25
MAX_AVERAGE_WORDS = 12
MIN_READING_EASE = 70  # Kandel-Moles: 60 is standard, 80 easy
MIN_RARE_WORD_CHARS = 11  # words of this length that occur once are listed
# Judging, promising, pressing; `tests/dialogue/test_domain.py` checks the other rules of VOICE.
PRESSURE_PATTERN = re.compile(
    r"\b(courage !|il suffit|facile(ment)?\b.{0,20}\btu (vas|peux)|tu dois|vous devez"
    r"|il faut que tu|dépêche|vite !|dernière chance|ne rate pas|garanti|à coup sûr"
    r"|tu vas (réussir|trouver)|tu as tort|bravo|félicitations|c'est (bien|mal) de ta part)",
    re.IGNORECASE,
)
_PLACEHOLDER_PATTERN = re.compile(r"\{\w+\}")
_UNREAD_KEYS = frozenset({"payload", "each", "channel", "condition", "url", "say"})


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("wording", help="check the readability of the bot's sentences")
    parser.set_defaults(command=wording)


def wording(options: argparse.Namespace, settings: Settings) -> int:
    """Print figures and rare words; return 1 for a text that is too long or hard, or presses."""
    from knowledge.readability import compute_ease, split_sentences

    texts = list(collect_texts(DOMAIN_FOLDER))
    clauses = (part for text in texts for part in re.split(r"(?<=:)\s", text))
    spoken = [s for s in split_sentences(clauses) if re.search(r"\w", s)]
    lengths = [sum(bool(re.search(r"\w", word)) for word in s.split()) for s in spoken]
    average, ease = sum(lengths) / len(lengths), compute_ease(texts)
    long = (words > MAX_SENTENCE_WORDS for words in lengths)
    wrong = [s for s, too in zip(spoken, long, strict=True) if too or PRESSURE_PATTERN.search(s)]
    print(f"{len(spoken)} sentences, {average:.1f} words each, reading ease {ease:.0f} of 100")
    print(f"rare words: {', '.join(find_rare_words(texts))}")
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if wrong or average > MAX_AVERAGE_WORDS or ease < MIN_READING_EASE else 0


def collect_texts(folder: Path) -> Iterator[str]:
    """Yield every text of the domain that people read, with placeholders replaced by « … »."""
    for path in sorted(folder.glob("*.yml")):
        responses = yaml.safe_load(path.read_text("utf-8")).get("responses") or {}
        for variants in responses.values():
            yield from _walk_texts(variants)


def find_rare_words(texts: list[str]) -> list[str]:
    """Return long words that occur once, sorted."""
    counted = Counter(word for text in texts for word in re.findall(r"[a-zà-ÿœ]+", text.lower()))
    return sorted(
        word for word, times in counted.items() if times == 1 and len(word) >= MIN_RARE_WORD_CHARS
    )


def _walk_texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield from filter(str.strip, _PLACEHOLDER_PATTERN.sub("…", part).split("\n"))
    elif isinstance(part, list):
        for item in part:
            yield from _walk_texts(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in _UNREAD_KEYS:
                yield from _walk_texts(value)
