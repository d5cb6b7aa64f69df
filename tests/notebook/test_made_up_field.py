"""A field that is declared, here and nowhere else, is stored, shown, exported, told to a counsellor
and removed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.handoff.counsellor_summary import LINE_KEYS, SummaryLine, build_summary_lines
from bot.notebook.export_builder import NumberLabels, build_document
from bot.notebook.export_document import NotebookDocument
from bot.notebook.field_metadata import Export, Removal, describe_field, list_fields
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Note, RemovalResult
from bot.notebook.removal import remove_entry
from bot.notebook.retraction_requests import forget_message
from bot.site.public_pages import template_environment

WHEN = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone.utc)


@dataclass
class NotebookWithHobbies(Notebook):
    """A notebook that keeps what one does in one's free time."""

    hobbies: list[Note] = field(
        default_factory=list,
        metadata=describe_field(
            shown_as="quotation",
            line="utter_line_question",
            exported=(Export("said"),),
            in_summary="words",
            removable=Removal.ENTRY,
        ),
    )


@pytest.fixture
def hobbyist() -> NotebookWithHobbies:
    return NotebookWithHobbies(hobbies=[Note("la pêche à la ligne", WHEN, (("macon", 0.4),))])


def document_of(notebook: Notebook, library: Any) -> NotebookDocument:
    return build_document(notebook, library.base, NumberLabels({}, {}), WHEN)


def test_it_is_stored_and_read_back(hobbyist: NotebookWithHobbies) -> None:
    stored = json.loads(json.dumps(hobbyist.to_json()))
    assert stored["hobbies"][0]["words"] == "la pêche à la ligne"
    assert NotebookWithHobbies.from_json(stored) == hobbyist


def test_it_counts_as_said(hobbyist: NotebookWithHobbies) -> None:
    assert not hobbyist.is_empty
    assert NotebookWithHobbies().is_empty


def test_it_is_shown(
    hobbyist: NotebookWithHobbies, make_turn: Callable[..., Any], act: Callable[..., Any]
) -> None:
    (said,) = act(make_turn("", hobbyist), "action_show_notebook")
    assert said["lines"] == [
        {
            "say": "utter_line_question",
            "words": "la pêche à la ligne",
            "when": "20 novembre 2026",
        }
    ]


def test_it_is_exported(hobbyist: NotebookWithHobbies, library: Any) -> None:
    document = document_of(hobbyist, library)
    assert document.list_entries("hobbies") == tuple(hobbyist.hobbies)
    template = template_environment().get_template("_notebook.html")
    page = template.render(doc=document, site={"name": ""}, sentence=None, do=None)
    assert "<h2>Ce que j’ai dit</h2>" in page
    assert "«&nbsp;la pêche à la ligne&nbsp;» (20 novembre 2026)" in page


def test_it_is_told_to_a_counsellor(hobbyist: NotebookWithHobbies) -> None:
    lines = build_summary_lines(hobbyist, str, str, WHEN.date())
    assert lines == [SummaryLine("words", "« la pêche à la ligne »")]


def test_it_is_removed_by_its_words(hobbyist: NotebookWithHobbies) -> None:
    assert remove_entry(hobbyist, "la pêche") == RemovalResult(words=("la pêche à la ligne",))
    assert hobbyist == NotebookWithHobbies()


def test_it_goes_with_the_message_that_said_it(hobbyist: NotebookWithHobbies) -> None:
    forget_message(hobbyist, [WHEN], lambda words: False)
    assert hobbyist == NotebookWithHobbies()


@pytest.mark.parametrize("declared", list_fields(Notebook), ids=lambda each: each.name)
def test_the_template_and_the_summary_know_what_a_field_names(declared: Any) -> None:
    assert not declared.in_summary or declared.in_summary in LINE_KEYS
    environment = template_environment()
    assert environment.loader
    source, *_ = environment.loader.get_source(environment, "_notebook.html")
    for export in declared.exported:
        assert f'"{export.section}": "' in source
        assert f'"{export.shown_as or declared.shown_as}": ' in source
