"""From a reading and a state to acts: the subject holds, facts are apart from requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.interpretation import entry_policy
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.decision_rules import Decision, decide
from bot.dialogue.interpretation.entry_ranking import prefer_named_entry
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import COST_OF_WRONG, act_threshold
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance.fact_extraction import extract_facts
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.library import Library
from knowledge.search_index import SearchHit
from tests.support.imported_knowledge import add_rome_sheet

NURSE, MIDWIFE = Referent(OCCUPATION, "infirmier"), Referent(OCCUPATION, "sage-femme")


@pytest.fixture
def state(library: Library) -> InformationState:
    return InformationState(Salience(), library, dt.date(2026, 11, 28))


def decided(state: InformationState, text: str) -> Decision:
    return decide(state, load_reader().read(text, state.library))


def about(state: InformationState, *referents: Referent) -> InformationState:
    salience = Salience(referents=referents, pair=referents if len(referents) == 2 else ())
    return replace(state, salience=salience)


def test_a_question_without_a_name_is_about_the_subject(state: InformationState) -> None:
    acts = decided(about(state, NURSE), "et ça dure combien de temps ?").acts
    assert [a.values.get("occupation") for a in acts] == ["infirmier"]
    assert acts[0].values["aspect"] == "length"


def test_the_other_one_is_the_other_of_the_pair(state: InformationState) -> None:
    acts = decided(about(state, NURSE, MIDWIFE), "et l'autre, ça gagne combien ?").acts
    assert acts[0].values["occupation"] == "sage-femme"


def test_which_of_the_two_compares_both(state: InformationState) -> None:
    acts = decided(about(state, NURSE, MIDWIFE), "laquelle des deux est la mieux payée ?").acts
    assert acts[0].values["occupations"] == ["infirmier", "sage-femme"]


def test_a_question_without_any_subject_asks_which(state: InformationState) -> None:
    acts = decided(state, "ça dure combien d'années ?").acts
    assert "occupation" not in acts[0].values
    assert acts[0].intent == "ask_aspect"


def test_what_is_named_first_is_what_the_next_question_is_about(state: InformationState) -> None:
    acts = decided(state, "c'est quoi sage-femme ? et on gagne combien ?").acts
    assert [a.values.get("occupation") for a in acts] == ["sage-femme", "sage-femme"]


def test_facts_are_told_apart_from_the_request(state: InformationState) -> None:
    found = decided(state, "j'adore les chevaux, je déteste les bureaux, tu me proposes quoi ?")
    assert {f.values["kind"] for f in found.facts} == {"like", "dislike"}
    assert [a.intent for a in found.acts] == ["ask_leads"]


def test_a_question_is_no_fact(state: InformationState) -> None:
    assert not decided(state, "c'est quoi un bachelier ?").facts


def test_what_is_costly_is_done_on_more_than_a_likely_reading() -> None:
    assert act_threshold(Act("erase_data")) > 0.85 > act_threshold(Act("ask_pay"))
    assert [
        name for name in COST_OF_WRONG if act_threshold(Act(name)) <= act_threshold(Act("ask_pay"))
    ] == []


def test_a_name_of_several_is_answered_for_the_first_and_offers_the_others(
    state: InformationState,
) -> None:
    acts = decided(state, "combien gagne un électricien ?").acts
    assert [a.intent for a in acts] == ["ask_pay", "ask_pay"]
    assert acts[0].values["occupation"] == "electricien-installateur"
    assert "electricien-industriel" in acts[1].values["candidates"]


def test_a_name_that_has_little_in_common_is_asked_about(state: InformationState) -> None:
    acts = decided(state, "c quoi un technicien ?").acts
    assert [a.values.get("occupation") for a in acts] == [None]
    assert len(acts[0].values["candidates"]) > 1


def test_a_goal_and_its_questions_are_one_answer_each(state: InformationState) -> None:
    acts = decided(state, "jveux devenir architecte, et ca dure combien d'annees ?").acts
    assert [a.values.get("aspect") for a in acts] == ["length"]


def test_few_words_after_a_profession_ask_of_it_and_not_of_the_base(
    state: InformationState,
) -> None:
    acts = decided(about(state, NURSE), "ya du taf ?").acts
    assert [(a.intent, a.values.get("occupation")) for a in acts] == [
        ("ask_prospects", "infirmier")
    ]


def test_what_only_tells_is_no_question_of_the_base(state: InformationState) -> None:
    found = decided(state, "moi jveux pas bosser la nuit")
    assert [fact.values["kind"] for fact in found.facts] == ["dislike"]
    assert found.acts == ()


def test_two_studies_are_named_in_any_words(state: InformationState) -> None:
    acts = decided(state, "j'hésite entre le tatouage et la com").acts
    assert acts[0].values["words"] == ["le tatouage", "la com"]


def test_each_text_is_searched_once_in_a_turn(
    state: InformationState, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    rank = state.library.index.rank

    def counted(text: str, *rest: Any) -> Any:
        searched.append(text)
        return rank(text, *rest)

    monkeypatch.setattr(state.library.index, "rank", counted)
    decided(state, "c'est combien le minerval cette année ? et on s'inscrit jusque quand ?")
    assert searched
    assert len(searched) == len(set(searched))


def questions(decision: Decision) -> list[Any]:
    return [act.values.get("question") for act in decision.acts]


def test_a_second_question_is_read_with_the_first(state: InformationState) -> None:
    found = decided(state, "Comment demander une bourse d'études ? Et jusqu'à quand ?")
    assert questions(found) == ["allocation-etudes", "allocation-date-limite"]


def test_what_is_told_beside_a_question_asks_nothing(state: InformationState) -> None:
    found = decided(
        state,
        "Bonjour. Je voudrais devenir boulangère. Il y a du boulot partout. J'ai deux chats. "
        "Comment avoir le CESS à l'âge adulte ?",
    )
    assert questions(found) == ["cess-a-l-age-adulte"]


def test_what_somebody_does_is_not_what_they_ask_about(state: InformationState) -> None:
    found = decided(
        state,
        "Je suis plafonneur depuis vingt ans. J'ai trois enfants. Je suis fatigué le soir. "
        "Comment avoir le CESS à l'âge adulte ? Et ça prend combien de temps ?",
    )
    assert questions(found) == ["cess-a-l-age-adulte", "cess-adulte-duree-horaire"]


def test_a_name_in_passing_goes_before_no_surer_entry() -> None:
    surer = SearchHit("aides", "faq", "Que touche-t-on pendant une formation ?", 0.8)
    level = SearchHit("forem", "service", "Le Forem", 0.78)
    said = "le forem paie quoi pendant une formation"
    assert prefer_named_entry([surer, level], said) == [level, surer]
    far = level._replace(score=0.3)
    assert prefer_named_entry([surer, far], said) == [surer, far]


def test_what_is_only_told_has_the_likely_entries_beside(state: InformationState) -> None:
    told = Act("note_facts", {"facts": []}, "…")
    meant = ContextualEntries(
        (("dix-huit-ans-en-4e", 0.5), ("rdv-gratuit", 0.4), ("minerval", 0.1)), 0.3
    )
    assert entry_policy.with_suggestions(told, state, meant).values["near"] == [
        "dix-huit-ans-en-4e"
    ]
    assert entry_policy.with_suggestions(told, state, replace(meant, probability=0.05)) == told


def noted(state: InformationState, text: str) -> list[tuple[str, str]]:
    """Kind and words of what would be noted."""
    told = [(act.values["kind"], act.text) for act in decided(state, text).facts]
    return [(each.kind, each.words) for kind, words in told for each in extract_facts(kind, words)]


def test_a_judgement_belongs_to_what_it_judges(state: InformationState) -> None:
    found = noted(state, "j'ai été facteur, mais les chiens dans les cours c'était pas possible")
    assert ("dislike", "les chiens dans les cours c'était pas possible") in found


def test_a_wish_for_a_meeting_is_no_fact(state: InformationState) -> None:
    assert not noted(state, "je voudrais un rendez-vous, mais pas par vidéo, et pas ce mois-ci")


def test_an_apology_is_no_fact(state: InformationState) -> None:
    assert not noted(state, "pardonnez-moi, je suis épuisée, j'ai écrit un roman")


def test_a_goal_that_only_rome_has_is_shown(state: InformationState) -> None:
    more = replace(state, library=add_rome_sheet(state.library))
    for said, noted in (
        ("je voudrais devenir dompteur", []),  # as « je voudrais devenir boucher »
        ("je voudrais devenir dompteur, c'est mon rêve depuis toujours", ["goal"]),
    ):
        found = decided(more, said)
        assert [f.values["kind"] for f in found.facts] == noted
        assert [(a.intent, a.values.get("unknown")) for a in found.acts] == [
            ("ask_access", "dompteur")
        ]
