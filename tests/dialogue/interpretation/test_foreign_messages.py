"""A message in another language leads somewhere: to an answer, or to what can be pressed."""

from __future__ import annotations

import datetime as dt

from bot.dialogue.interpretation import foreign_messages
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import EXACT, Mention
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.library import Library

COOK = Mention(PROFESSION, "cocinera", 4, 12, Referent(OCCUPATION, "cuisinier"), quality=EXACT)


def reading(*mentions: Mention) -> Reading:
    segment = SegmentReading("soy cocinera", (("tell.situation", 0.9),), False, mentions)
    return Reading("soy cocinera", "es", (segment,))


def state(library: Library) -> InformationState:
    return InformationState(Salience(), library, dt.date(2026, 11, 29))


def test_what_is_sure_is_answered_and_nothing_offered(library: Library) -> None:
    sure = Act("ask_pay", {"occupation": "cuisinier"})
    done = foreign_messages.plan_foreign_acts([sure], reading(COOK), state(library))
    assert done == [Act("foreign", {"value": "es"}, "soy cocinera"), sure]


def test_what_is_only_told_is_noted_and_then_choices_are_offered(library: Library) -> None:
    told = Act("note_facts", {"facts": [{"kind": "situation", "words": "soy cocinera"}]})
    *first, last = foreign_messages.plan_foreign_acts([told], reading(COOK), state(library))
    assert first == [Act("foreign", {"value": "es"}, "soy cocinera"), told]
    assert {"intent": "ask_access", "occupation": "cuisinier"} in last.values["near"]
    assert len(last.values["near"]) == foreign_messages.MAX_OFFERED


def test_what_has_no_answer_or_no_subject_is_not_said_in_french_alone(library: Library) -> None:
    unknown = Act("ask_question", {"words": "cuánto tarda", "value": "unknown"})
    for asked in (Act("search_trainings"), Act("ask_aspect", {"aspect": "length"}), unknown):
        done = foreign_messages.plan_foreign_acts([asked], reading(), state(library))
        assert [act.intent for act in done] == ["foreign", "foreign"]
