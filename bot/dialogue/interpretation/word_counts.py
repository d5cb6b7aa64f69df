"""Lengths of segments in words."""

from __future__ import annotations

# So few words say no more than a name, or than « c'est où ».
MAX_BARE_WORDS = 3
# A question of so few words without a name leaves its subject out.
MAX_ELLIPTICAL_WORDS = 7
# So few are about what was answered last rather than about something new.
MAX_SHORT_WORDS = 5
# A remark about the conversation itself has at most so many words.
MAX_META_WORDS = 12


def count_words(text: str) -> int:
    """Count the words with a letter or a digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())
