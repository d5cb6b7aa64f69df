"""The notebook as a document: all that was said, nothing that was not, and what the base says."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from bot.guidance.dated_plan import PlanAim, build_plan
from bot.notebook.export_builder import NumberLabels, build_document
from bot.notebook.export_document import NotebookDocument
from bot.notebook.field_metadata import list_fields
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import PlanStep, Refusal
from knowledge.knowledge_base import KnowledgeBase

# Ten minutes past midnight in Brussels.
NOW = dt.datetime(2026, 11, 24, 23, 10, tzinfo=dt.timezone.utc)
LABELS = NumberLabels(interests={14: "réparer", 22: "aider"}, skills={3: "organiser"})


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    from bot.settings import PROJECT_ROOT

    return KnowledgeBase.load(PROJECT_ROOT / "knowledge" / "data")


@pytest.fixture
def full(base: KnowledgeBase) -> Notebook:
    """Something in every step."""
    first, second, third = list(base.occupations)[:3]
    notebook = Notebook()
    notebook.add_dream("démonter des vélos", [14, 22], NOW)
    notebook.confirm_interest(14)
    notebook.tell("situation", "je suis en 5e technique", NOW)
    notebook.refuse("un bureau", NOW)
    notebook.limit(4, NOW)
    notebook.answer("r1", 5, NOW)
    notebook.like(first, NOW, "trouver la panne")
    notebook.like(second, NOW)
    notebook.refuse("trop loin", NOW, third)
    notebook.compare([first, second], NOW)
    notebook.weight("pay", 4, NOW)
    notebook.rate(first, "pay", 2, NOW)
    notebook.decide(first, NOW)
    notebook.schedule(build_plan([PlanAim(first)], NOW.date()))
    notebook.add_open_question("faut-il le CESS ?", NOW)
    notebook.add_experience("j'ai monté un tournoi", [3], NOW)
    notebook.confirm_skill(3)
    notebook.wish("nights", 2, NOW)
    notebook.wish("money", 1, NOW)
    notebook.hold("team", NOW)
    notebook.add_obstacle(NOW, "money")
    notebook.add_obstacle(NOW, words="le bus")
    notebook.set_plan_b(second, NOW)
    notebook.add_trial(first, "more", NOW, "un stage")
    return notebook


def said_in(found: NotebookDocument, field: str) -> Any:
    """What a field that holds one thing says."""
    (said,) = found.list_entries(field)
    return said


def made(notebook: Notebook, base: KnowledgeBase) -> NotebookDocument:
    return build_document(notebook, base, LABELS, NOW)


def test_all_that_was_said_is_there(full: Notebook, base: KnowledgeBase) -> None:
    found = made(full, base)
    first, second, third = (o.title.both for o in list(base.occupations.values())[:3])
    assert not found.empty
    every = found.list_entries
    assert [said.words for said in every("dreams")] == ["démonter des vélos"]
    # What was only read, and not confirmed, is no fact.
    assert [(each.label, each.words) for each in every("interests")] == [
        ("réparer", "démonter des vélos")
    ]
    assert every("refusals")[0] == Refusal(None, "un bureau", NOW)
    assert said_in(found, "studies_limit")
    assert [(each.item, each.value) for each in every("answers")] == [("r1", 5)]
    assert [(found.title(lead.occupation), lead.words) for lead in every("likes")] == [
        (first, "trouver la panne"),
        (second, ""),
    ]
    assert [(found.title(lead.occupation), lead.words) for lead in every("refusals")[1:]] == [
        (third, "trop loin")
    ]
    assert tuple(map(found.title, said_in(found, "comparison").occupations)) == (first, second)
    assert [(row.criterion, row.weight, row.ratings) for row in said_in(found, "grid").rows] == [
        ("pay", 4, ((first, 2),))
    ]
    assert found.title(said_in(found, "decision").aim) == first
    assert [step.key for step in found.plan] == [step.key for step in full.plan]
    assert [said.words for said in every("open_questions")] == ["faut-il le CESS ?"]
    assert [(each.label, each.words) for each in every("skills")] == [
        ("organiser", "j'ai monté un tournoi")
    ]
    assert [(wish.key, wish.value, wish.worry) for wish in every("wishes")] == [
        ("nights", 2, False),
        ("money", 1, True),
    ]
    assert [value.key for value in every("values")] == ["team"]
    assert [(each.key, each.words) for each in every("obstacles")] == [
        ("money", ""),
        (None, "le bus"),
    ]
    assert found.title(said_in(found, "plan_b").aim) == second
    assert [
        (found.title(each.occupation), each.change, each.words) for each in every("trials")
    ] == [(first, "more", "un stage")]


def test_a_section_holds_its_fields_in_their_order(full: Notebook, base: KnowledgeBase) -> None:
    sections = made(full, base).sections
    assert [part.field for part in sections["said"]] == [
        "facts",
        "dreams",
        "refusals",
        "studies_limit",
    ]
    assert [part.field for part in sections["matters"]] == ["values", "wishes"]
    assert [part.shown_as for part in sections["put_aside"]] == ["refused_profession"]


EXPORTED = [field.name for field in list_fields(Notebook) if field.exported]


def test_no_field_of_the_notebook_is_forgotten() -> None:
    """Each is told in the document, or is where the conversation stands."""
    stands = [field.name for field in list_fields(Notebook) if field.conversation]
    assert sorted([*EXPORTED, *stands]) == sorted(each.name for each in fields(Notebook))


def test_its_day_is_that_of_brussels(base: KnowledgeBase) -> None:
    assert made(Notebook(), base).day == dt.date(2026, 11, 25)


@pytest.mark.parametrize("name", EXPORTED)
def test_everything_said_has_its_time(name: str, full: Notebook, base: KnowledgeBase) -> None:
    """The steps to do have the day they are due."""
    said = made(full, base).list_entries(name)
    assert said
    assert name == "plan" or {entry.when for entry in said} == {NOW}


def test_what_was_stored_without_a_day_is_told_without_one(base: KnowledgeBase) -> None:
    first, second = list(base.occupations)[:2]
    stored = {
        "version": 1,
        "limit_level": 4,
        "comparison": [first, second],
        "grid": {"weights": {"pay": 3}, "ratings": {}},
    }
    found = made(Notebook.from_json(stored), base)
    undated = ("studies_limit", "comparison", "grid")
    assert [said_in(found, name).when for name in undated] == [None] * 3


def test_each_profession_kept_has_its_card_with_sources(
    full: Notebook, base: KnowledgeBase
) -> None:
    cards = made(full, base).cards
    kept = list(base.occupations.values())[:2]
    assert [card.title for card in cards] == [one.title.both for one in kept]
    for card, one in zip(cards, kept, strict=True):
        assert card.summary == tuple(one.summary)
        assert [way.title for way in card.ways] == [way.title for way in one.ways_in]
        assert [source.id for source in card.sources][: len(one.sources)] == list(one.sources)


def test_what_is_to_be_confirmed_is_told_so(full: Notebook, base: KnowledgeBase) -> None:
    first = base.occupations[full.liked[0]]
    read = dt.date(2026, 11, 1)
    way = first.ways_in[0].copy(update={"training": None, "sources": ()})
    unsure = first.copy(update={"ways_in": (way,)})
    sure = first.copy(update={"ways_in": (way.copy(update={"confirmed": read}),)})
    for entry, day in ((unsure, None), (sure, read)):
        (card, *_) = made(full, KnowledgeBase(base.sources.values(), [entry])).cards
        assert card.checked == day


def test_leaving_it_open_is_told_as_it_is(base: KnowledgeBase) -> None:
    notebook = Notebook()
    notebook.decide(None, NOW)
    found = made(notebook, base)
    assert said_in(found, "decision").aim == ""
    assert not found.empty


def test_a_profession_that_left_the_base_keeps_a_name(base: KnowledgeBase) -> None:
    notebook = Notebook()
    notebook.like("allumeur-de-reverberes", NOW)
    notebook.plan = [PlanStep("read_card", NOW.date(), "allumeur-de-reverberes")]
    found = made(notebook, base)
    assert (
        found.title(said_in(found, "likes").occupation)
        == found.plan[0].title
        == "allumeur de reverberes"
    )
    assert found.cards == ()


def test_nothing_said_is_an_empty_document(base: KnowledgeBase) -> None:
    notebook = Notebook()
    notebook.go("rever")
    notebook.show(["macon"])
    notebook.speak(True)
    found = made(notebook, base)
    assert found.empty
    assert replace(found, formal=False) == NotebookDocument(day=dt.date(2026, 11, 25), empty=True)


def test_the_document_changes_nothing(full: Notebook, base: KnowledgeBase) -> None:
    before: dict[str, Any] = full.to_json()
    made(full, base)
    assert full.to_json() == before
