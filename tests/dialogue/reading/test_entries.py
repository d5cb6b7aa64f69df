"""Which entry of the base is asked for, measured on questions written apart from its wordings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml

from bot.dialogue.interpretation import entry_ranking
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.reading_weights import ENTRY_FOLDERS, load_reader
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import QUESTION, Referent, Salience
from knowledge.library import Library

ASKED = Path(__file__).parents[2] / "knowledge" / "faq_queries.yml"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture
def state(reader: Reader, library: Library) -> InformationState:
    asked = partial(reader.asked, library=library)
    return InformationState(Salience(), library, dt.date(2026, 11, 28), asked=asked)


def whole(reader: Reader, text: str, library: Library) -> SegmentReading:
    """The first segment as if it were all of the message."""
    first = reader.read(text, library).segments[0]
    return replace(first, text=text, asked=(reader.asked(text, library),))


def test_what_is_sure_is_right_and_most_is_sure(reader: Reader, state: InformationState) -> None:
    cases = yaml.safe_load(ASKED.read_text(encoding="utf-8"))
    known = {*state.library.base.questions, *state.library.base.services}
    sure, right, found = 0, 0, 0
    cases = [case for case in cases if case["id"] in known]
    for case in cases:
        hits = entry_ranking.rank_entries(whole(reader, case["query"], state.library), state)
        wanted = {case["id"], *case.get("also", ())}
        found += hits[0].id in wanted
        sure += hits[0].score >= entry_ranking.SURE_SCORE
        right += hits[0].score >= entry_ranking.SURE_SCORE and hits[0].id in wanted
    assert found >= 0.85 * len(cases)
    assert sure >= 0.65 * len(cases)
    assert right >= 0.9 * sure


def test_what_is_told_before_a_question_is_read_with_it(
    reader: Reader, state: InformationState
) -> None:
    """Neither half asks for it alone."""
    read = reader.read("jsuis enceinte de 4 mois ! jpeux encore aller en cours ?", state.library)
    asked = read.segments[-1].asked
    assert len(asked) == 2
    hits = entry_ranking.rank_entries(read.segments[-1], state)
    assert hits[0].id == "enceinte-et-a-lecole"
    alone = entry_ranking.rank_entries(replace(read.segments[-1], asked=asked[:1]), state)
    assert alone[0].score < hits[0].score


def test_a_word_that_hangs_belongs_to_what_follows(reader: Reader, library: Library) -> None:
    read = reader.read("ok et ca coute cb linscription", library)
    assert [segment.text for segment in read.segments] == ["ok et ca coute cb linscription"]


def test_a_follow_up_is_read_with_the_name_of_what_was_answered(
    reader: Reader, state: InformationState
) -> None:
    about = Referent(QUESTION, "cours-de-francais")
    state = replace(state, salience=Salience(referents=(about,)))
    segment = whole(reader, "il y a un test ?", state.library)
    alone = {hit.id for hit in entry_ranking.rank_entries(segment, state)[:1]}
    with_it = [hit.id for hit in entry_ranking.rank_entries(segment, state, about)[:3]]
    assert {"formation-quand-on-lit-peu", "partenaire-lire-et-ecrire"} & set(with_it)
    assert alone != set(with_it[:1])


def test_every_wording_belongs_to_an_entry(library: Library) -> None:
    known = {*library.base.questions, *library.base.services}
    unknown = set()
    for path in (file for folder in ENTRY_FOLDERS for file in sorted(folder.glob("*.tsv"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry, tab, wording = line.partition("\t")
            assert tab
            assert wording.strip()
            unknown |= {entry} - known
    assert unknown == set()
