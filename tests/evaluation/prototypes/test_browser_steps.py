"""The page reads and suggests as Python does, without its server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.reading.reading_training import list_segments
from bot.dialogue.reading.reading_weights import read_labelled_messages
from bot.matching.lead_suggestions import suggest_leads
from bot.notebook.guidance_errors import TooEarly
from evaluation.prototypes.browser_steps import held_out
from evaluation.prototypes.browser_steps.browser_runs import open_page
from evaluation.prototypes.browser_steps.page_files import write_page
from evaluation.prototypes.browser_steps.student_fit import fit_student
from knowledge.knowledge_base import KnowledgeBase
from tests.support.chromium import launch_chromium
from tests.support.knowledge_factories import DATA

pytestmark = pytest.mark.chromium
TEXTS = [
    "c koi un géomètre-expert, et ça gagne combien ?",
    "Ma fille n'aime plus l'école : que faire…",
    "je veux devenir infirmière ou aide-soignant",
    "İstanbul 𝒳 été œuvre 5e TQ",
    "",
]


def test_labels_names_and_leads_are_those_of_python(tmp_path: Path, whole_catalogue: Any) -> None:
    base = KnowledgeBase.load(DATA)
    student = fit_student(list_segments(read_labelled_messages())[::150], 1 << 10, epochs=2)
    sizes = write_page(tmp_path, student, base)
    assert {"index.html", "steps.bin.gz", "professions.json"} <= set(sizes)
    segments = [each.text for each in held_out.read_bank()[:200]]
    people = held_out.generate_people(40)
    with launch_chromium() as browser, open_page(tmp_path, browser) as page:
        read = page.read([*TEXTS, *segments])
        suggested = page.suggest(people)
    labels = [student.label(text) for text in (*TEXTS, *segments)]
    assert [each["label"] for each in read] == labels
    assert len(set(labels)) > 3
    assert [one["id"] for one in read[0]["named"]] == ["geometre-expert"]
    assert [one["id"] for one in read[2]["named"]] == ["infirmier", "aide-soignant"]
    expected = [suggest(answers, whole_catalogue) for answers in people]
    assert [set(each) for each in suggested] == expected
    assert 0 < sum(map(bool, expected)) < len(people)


def suggest(answers: dict[str, int], catalogue: Any) -> set[str]:
    try:
        return {
            lead.occupation_id for lead in suggest_leads(held_out.make_notebook(answers), catalogue)
        }
    except TooEarly:
        return set()
