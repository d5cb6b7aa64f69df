"""Fairness: no letter floods the leads, the order is no ranking, and nothing hidden weighs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from bot.matching.lead_suggestions import Catalogue, Lead, suggest_leads
from bot.matching.scores import compute_signals
from bot.notebook.model import Notebook
from knowledge.entry_schema import Occupation

Make = Callable[..., Occupation]
Randomly = Callable[[Catalogue, int], Notebook]


def _of(leads: list[Lead], catalogue: Catalogue) -> list[Occupation]:
    return [catalogue.occupations[catalogue.row[lead.occupation_id]] for lead in leads]


def _leaning(now: dt.datetime, letters: str) -> Notebook:
    notebook = Notebook()
    for letter in "RIASEC":
        for number in range(1, 6):
            notebook.answer(f"{letter.lower()}{number}", 5 if letter in letters else 2, now)
    return notebook


def test_no_flood_of_r(catalogue: Catalogue, random_notebook: Randomly) -> None:
    """VOICE: raw congruence floods everyone with R. Share within a factor of two, both ways."""
    leads = [
        lead for n in range(300) for lead in suggest_leads(random_notebook(catalogue, n), catalogue)
    ]
    share = Counter(occupation.riasec[0] for occupation in _of(leads, catalogue))["R"] / len(leads)
    expected = sum(o.riasec[0] == "R" for o in catalogue) / len(catalogue)
    assert expected / 2 < share < expected * 2


@pytest.mark.parametrize("other", "IASEC")
def test_the_best_scores_are_not_flooded_with_r(
    other: str, whole_rome: Catalogue, now: dt.datetime
) -> None:
    """Equal tendencies to R and to a rarer letter: with raw letters, R fills the top."""
    score = compute_signals(_leaning(now, "R" + other), whole_rome).score
    top = [whole_rome.occupations[row] for row in np.argsort(-score, kind="stable")[:50]]
    assert sum(occupation.riasec == "R" for occupation in top) < 25


@pytest.mark.parametrize("letters", ["RI", "RA", "RS", "RE", "RC", "AC", "SI"])
def test_equal_tendencies_both_appear(
    letters: str, whole_rome: Catalogue, now: dt.datetime
) -> None:
    """Neither the frequent letter nor the rare one may push the other out."""
    found = _of(suggest_leads(_leaning(now, letters), whole_rome), whole_rome)
    assert {occupation.riasec[0] for occupation in found} >= set(letters)


def test_every_letter_gets_its_own_leads(whole_rome: Catalogue, now: dt.datetime) -> None:
    """Whoever leans to one letter sees it, rare or frequent."""
    for letter in "RIASEC":
        found = _of(suggest_leads(_leaning(now, letter), whole_rome), whole_rome)
        assert [occupation for occupation in found if letter not in occupation.riasec] == []


def test_the_order_is_not_a_ranking(whole_rome: Catalogue, random_notebook: Randomly) -> None:
    """Among what something was said for, the best by score comes at every place."""

    def place_of_the_best(number: int) -> int:
        notebook = random_notebook(whole_rome, number)
        ids = [
            lead.occupation_id for lead in suggest_leads(notebook, whole_rome) if not lead.beside
        ]
        score = compute_signals(notebook, whole_rome).score
        return int(np.argmax([score[whole_rome.row[each]] for each in ids]))

    assert {place_of_the_best(number) for number in range(100)} == {0, 1, 2, 3, 4}


def test_the_notebook_has_no_field_that_could_discriminate() -> None:
    """School path, commune, French, disability: the notebook has no place for them."""
    assert {field.name for field in dataclasses.fields(Notebook)} == {
        *("dreams", "interests", "refusals", "likes", "answers", "skipped", "comparison", "grid"),
        *("decision", "plan", "question", "step", "shown", "studies_limit", "subject", "formal"),
        *("skills", "wishes", "passed_wishes", "values"),
        *("obstacles", "plan_b", "trials", "open_questions", "said_phase"),
        "aside",  # a question, like `question`
        # What was told in passing: what draws and what one can do weigh as dreams do; situation,
        # constraints and weaknesses are kept for the person, and weigh nothing.
        "facts",
        # For whom somebody asks: how they are spoken to and what is noted, never a lead (below).
        "whom",
    }


def test_what_is_no_input_changes_no_lead(
    whole_rome: Catalogue, random_notebook: Randomly, now: dt.datetime
) -> None:
    """Money and the way there open answers; they never choose a lead, nor does what counts most."""
    for number in range(60):
        plain, other = random_notebook(whole_rome, number), random_notebook(whole_rome, number)
        other.wish("money", 1, now)
        other.wish("distance", 1, now)
        other.hold("money", now)
        other.add_obstacle(now, "language")
        other.add_open_question("et si je rate ?", now)
        other.speak(True)
        other.whom = "pupils"
        assert suggest_leads(other, whole_rome) == suggest_leads(plain, whole_rome)
