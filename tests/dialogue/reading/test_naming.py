"""What a text names that the tagger passed over."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.reading import linker, mention_spans
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import FIELD, PROFESSION, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.guidance.salience import OCCUPATION, Referent
from knowledge.library import Library
from tests.support.imported_knowledge import add_rome_sheet


@pytest.fixture(scope="module")
def more(library: Library) -> Any:
    """The library with a sheet of ROME, « dompteur »."""
    return add_rome_sheet(library)


@pytest.mark.parametrize(
    "text", ["dompteuse", "c'est quoi un dompteur", "je veux devenir dompteur"]
)
def test_a_name_that_only_rome_has_is_found(more: Any, text: str) -> None:
    spans = mention_spans.add_known_names(text, [], more)
    assert [(text[s.start : s.end][:7], s.type) for s in spans] == [("dompteu", PROFESSION)]


@pytest.mark.parametrize("text", ["dompteur de chagrins", "j'ai vu un dompteur hier soir"])
def test_within_other_words_it_is_none(more: Any, text: str) -> None:
    assert mention_spans.add_known_names(text, [], more) == []


def test_without_rome_nobody_is_named(library: Library) -> None:
    assert mention_spans.add_known_names("c'est quoi un dompteur", [], library) == []


def test_it_is_none_of_ours_however_like_one_it_sounds(more: Any) -> None:
    found = linker.link_mention(Mention(PROFESSION, "dompteur", 0, 8), more)
    assert (found.target, found.candidates, found.quality) == (None, (), linker.EXACT)


def test_a_branch_that_the_tagger_passed_over_is_found(library: Library) -> None:
    text = "on m'a montré la reliure"
    spans = mention_spans.add_known_names(text, [], library)
    assert [(text[s.start : s.end], s.type) for s in spans] == [("reliure", FIELD)]


def test_a_word_that_is_none_names_by_its_sound(library: Library) -> None:
    text = "comment devenir fotografe"
    spans = mention_spans.add_known_names(text, [], library)
    assert [text[s.start : s.end] for s in spans] == ["fotografe"]
    assert mention_spans.add_known_names("tu peux répéter", [], library) == []


def test_a_longer_name_goes_on_from_the_word_that_the_tagger_saw(library: Library) -> None:
    text = "entre menuisier d'extérieur et menuisier"
    seen = [Span(6, 15, PROFESSION), Span(len(text) - 9, len(text), PROFESSION)]
    spans = mention_spans.add_known_names(text, seen, library)
    assert [text[s.start : s.end] for s in spans] == ["menuisier d'extérieur", "menuisier"]


@pytest.mark.parametrize(("branch", "professions"), [("reliure", 1), ("domotique", 2), ("bois", 0)])
def test_a_branch_is_linked_to_the_professions_of_that_name(
    library: Library, branch: str, professions: int
) -> None:
    found = linker.link_mention(Mention(FIELD, branch, 0, len(branch)), library)
    assert found.type == FIELD
    assert len(found.candidates) + (found.target is not None) == professions


def test_a_branch_stands_for_its_profession_where_only_that_has_what_is_asked(
    library: Library,
) -> None:
    branch = linker.link_mention(Mention(FIELD, "reliure", 0, 7), library)

    def read(text: str, label: str) -> list[str]:
        found = mention_spans.read_branch_as_profession((branch,), text, label)
        return [each.type for each in found]

    assert read("la reliure ça paie", "ask.pay") == [PROFESSION]
    assert read("j'aime la reliure", "tell.like") == [FIELD]
    assert read("la reliure à l'unif c'est long", "ask.length") == [FIELD]


def test_a_training_does_not_take_a_name_it_borrows_from_a_profession(library: Library) -> None:
    found = linker.link_mention(Mention(TRAINING, "secrétariat médical", 0, 19), library)
    assert found.target == Referent(OCCUPATION, "secretaire-medical")
