"""What a text names that the tagger passed over."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.reading import linker, mention_spans
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import Mention
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
    spans = mention_spans.find_known_names(text, [], more)
    assert [(text[s.start : s.end][:7], s.type) for s in spans] == [("dompteu", PROFESSION)]


@pytest.mark.parametrize("text", ["dompteur de chagrins", "j'ai vu un dompteur hier soir"])
def test_within_other_words_it_is_none(more: Any, text: str) -> None:
    assert mention_spans.find_known_names(text, [], more) == []


def test_without_rome_nobody_is_named(library: Library) -> None:
    assert mention_spans.find_known_names("c'est quoi un dompteur", [], library) == []


def test_it_is_none_of_ours_however_like_one_it_sounds(more: Any) -> None:
    found = linker.link_mention(Mention(PROFESSION, "dompteur", 0, 8), more)
    assert (found.target, found.candidates, found.quality) == (None, (), linker.EXACT)
