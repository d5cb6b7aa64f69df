"""Whether two questions ask the same, judging by their words."""

from __future__ import annotations

from rapidfuzz import fuzz

# A subset of words scores 100 on the first measure. The second, over the whole texts, keeps
# « aide » alone from matching every request for help.
MIN_TOKEN_SET_SCORE, MIN_TOKEN_SORT_SCORE = 80, 55


def is_same_question(one: str, other: str) -> bool:
    """Return whether two normalised texts ask the same."""
    if one == other:
        return True
    return (
        fuzz.token_set_ratio(one, other) >= MIN_TOKEN_SET_SCORE
        and fuzz.token_sort_ratio(one, other) >= MIN_TOKEN_SORT_SCORE
    )
