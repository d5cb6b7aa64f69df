"""The questionnaire: its order, and results that hold back when there is nothing to say."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.questionnaire import (
    MIN_LETTER_SPREAD,
    compute_deviations,
    compute_letter_means,
    find_answer_period,
    find_next_item,
    find_tendencies,
    has_enough_answers,
    measure_progress,
)
from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEM_BY_ID, ITEMS, RIASEC_LETTERS
from bot.notebook.removal import remove_entry

NOW = dt.datetime(2026, 3, 4, tzinfo=dt.timezone.utc)
STATEMENTS = Path(__file__).parents[2] / "bot" / "domain" / "statements.yml"

answers = st.dictionaries(st.sampled_from([item.id for item in ITEMS]), st.integers(1, 5))
full = st.fixed_dictionaries({item.id: st.integers(1, 5) for item in ITEMS})
quick = settings(database=None, deadline=None, max_examples=150)


def _answered(values: dict[str, int]) -> Notebook:
    notebook = Notebook()
    for item, value in values.items():
        notebook.answer(item, value, NOW)
    return notebook


def _by_letter(**values: int) -> Notebook:
    return _answered({item.id: values.get(item.letter, 3) for item in ITEMS})


def test_five_items_a_letter_and_no_letter_beside_itself() -> None:
    assert Counter(item.letter for item in ITEMS) == dict.fromkeys(RIASEC_LETTERS, 5)
    assert [(one, two) for one, two in pairwise(ITEMS) if one.letter == two.letter] == []
    assert len(ITEM_BY_ID) == 30


@quick
@given(answers)
def test_means_are_of_letters_answered_twice(values: dict[str, int]) -> None:
    found = compute_letter_means(_answered(values))
    for letter in RIASEC_LETTERS:
        given_ = [value for item, value in values.items() if ITEM_BY_ID[item].letter == letter]
        if len(given_) < 2:
            assert letter not in found
        else:
            assert min(given_) <= found[letter] <= max(given_)


def test_two_rounds_hold_two_of_each_letter() -> None:
    assert Counter(item.letter for item in ITEMS[:12]) == dict.fromkeys(RIASEC_LETTERS, 2)


def test_every_item_has_one_short_statement_of_its_own() -> None:
    responses = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))["responses"]
    assert set(responses) == {f"utter_item_{item.id}" for item in ITEMS}
    texts = [variants[0]["text"] for variants in responses.values()]
    assert len(set(texts)) == 30
    assert [variants for variants in responses.values() if len(variants) != 1] == []
    assert [text for text in texts if len(re.findall(r"[\w'-]+", text)) > 14] == []


def test_items_are_asked_once_in_order(notebook: Notebook) -> None:
    asked = []
    while item := find_next_item(notebook):
        asked.append(item)
        if len(asked) % 3:
            notebook.answer(item.id, 3, NOW)
        else:
            notebook.skip(item.id, NOW)
    assert asked == list(ITEMS)
    assert measure_progress(notebook) == (30, 30)


@quick
@given(answers)
def test_no_result_before_twelve_answers(values: dict[str, int]) -> None:
    notebook = _answered(values)
    assert has_enough_answers(notebook) == (len(values) >= 12)
    assert measure_progress(notebook) == (len(values), 30)
    if len(values) < 12:
        assert find_tendencies(notebook) is None


@quick
@given(full, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(values: dict[str, int], rng: random.Random) -> None:
    shuffled = list(values.items())
    rng.shuffle(shuffled)
    assert find_tendencies(_answered(values)) == find_tendencies(_answered(dict(shuffled)))


@quick
@given(full, st.integers(-4, 4))
def test_saying_yes_more_readily_changes_nothing(values: dict[str, int], shift: int) -> None:
    moved = {item: value + shift for item, value in values.items()}
    if all(1 <= value <= 5 for value in moved.values()):
        first, second = find_tendencies(_answered(values)), find_tendencies(_answered(moved))
        assert [t.letter for t in first or ()] == [t.letter for t in second or ()]


@quick
@given(answers)
def test_a_tendency_is_above_the_own_mean_and_quotes_answers(values: dict[str, int]) -> None:
    notebook = _answered(values)
    above = compute_deviations(notebook)
    for tendency in find_tendencies(notebook) or ():
        assert above[tendency.letter] > 0
        assert 1 <= len(tendency.carried_by) <= 2
        own_mean = sum(values.values()) / len(values)
        for carrier in tendency.carried_by:
            assert ITEM_BY_ID[carrier.item].letter == tendency.letter
            assert values[carrier.item] == carrier.value > own_mean


@quick
@given(answers)
def test_small_differences_are_flat(values: dict[str, int]) -> None:
    above = compute_deviations(_answered(values))
    if above and max(above.values()) - min(above.values()) < MIN_LETTER_SPREAD:
        assert find_tendencies(_answered(values)) is None


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_the_same_answer_everywhere_is_flat(value: int) -> None:
    assert find_tendencies(_by_letter(**dict.fromkeys(RIASEC_LETTERS, value))) is None


@quick
@given(full, st.permutations(RIASEC_LETTERS))
def test_letters_are_treated_alike(values: dict[str, int], letters: list[str]) -> None:
    renamed = dict(zip(RIASEC_LETTERS.lower(), "".join(letters).lower(), strict=True))
    moved = {renamed[item[0]] + item[1]: value for item, value in values.items()}
    first = {renamed[t.letter.lower()] for t in find_tendencies(_answered(values)) or ()}
    second = {t.letter.lower() for t in find_tendencies(_answered(moved)) or ()}
    assert first == second


def test_ties_are_kept_in_a_fixed_order() -> None:
    found = find_tendencies(_by_letter(A=5, R=5, C=1))
    assert [t.letter for t in found or ()] == ["R", "A"]
    assert found is not None
    assert found[0].above == found[1].above


def test_the_two_highest_answers_carry() -> None:
    notebook = _by_letter(S=4)
    notebook.answer("s3", 5, NOW)
    notebook.answer("s1", 1, NOW)
    notebook.answer("s5", 5, NOW)
    found = find_tendencies(notebook)
    assert found is not None
    assert [(c.item, c.value) for c in found[0].carried_by] == [("s3", 5), ("s5", 5)]


def test_a_letter_that_was_skipped_says_nothing() -> None:
    values = {item.id: 2 for item in ITEMS if item.letter != "A"} | {"a1": 5, "e1": 5, "e2": 5}
    found = find_tendencies(_answered(values | dict.fromkeys(("e3", "e4", "e5"), 5)))
    assert [t.letter for t in found or ()] == ["E"]


@pytest.mark.parametrize("number", [12, 18, 30])
def test_no_letter_is_a_horoscope(number: int) -> None:
    """Of people answering at random, fewer than 30 % get any given letter."""
    rng, counts = random.Random(7), Counter()
    for _ in range(600):
        notebook = _answered({item.id: rng.randint(1, 5) for item in ITEMS[:number]})
        counts.update(t.letter for t in find_tendencies(notebook) or ())
    assert max(counts.values()) / 600 < 0.3


def test_the_days_of_the_answers_are_those_of_what_is_counted() -> None:
    notebook, later = Notebook(), NOW + dt.timedelta(days=2)
    assert find_answer_period(notebook) is None
    notebook.answer("r1", 3, later)
    assert find_answer_period(notebook) == (later, later)
    notebook.skip("i1", NOW)
    assert find_answer_period(notebook) == (NOW, later)
    remove_entry(notebook, "i1")
    assert find_answer_period(notebook) == (later, later)
