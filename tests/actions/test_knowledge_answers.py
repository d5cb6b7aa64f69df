"""What is answered from the base beyond a single card: fields, trainings, dates, French sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.language.normalisation import normalise
from knowledge.knowledge_base import KnowledgeBase
from tests.support.imported_knowledge import (
    SHEET,
    add_imported_entries,
    add_rome_sheet,
    event,
    make_dated_answer,
)

Act = Callable[..., list[dict[str, Any]]]


def said(messages: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    return messages[0]["response"], messages[0]


def test_a_field_shows_a_few_and_has_more(make_turn: Any, act: Act) -> None:
    response, facts = said(act(make_turn("quels métiers dans la santé ?"), "action_ask_field"))
    assert response == "utter_field"
    assert len(facts["options"]) == 6
    more = facts["others"][0]
    _, rest = said(
        act(
            make_turn("quels métiers dans la santé ?"),
            "action_ask_field",
            {"field": more["id"], "more": more["start"]},
        )
    )
    first, second = ({one["id"] for one in told["options"]} for told in (facts, rest))
    assert not first & second


def test_the_last_of_a_field_offer_no_more(make_turn: Any, act: Act) -> None:
    values = {"field": "sante", "more": "30"}
    _, facts = said(act(make_turn(), "action_ask_field", values))
    assert facts["others"] == []


def test_a_trait_is_searched_by_its_description(make_turn: Any, act: Act) -> None:
    response, facts = said(act(make_turn("un métier avec les ascenseurs"), "action_ask_field"))
    assert response == "utter_field_described"
    assert "ascensoriste" in [one["id"] for one in facts["options"]]


def test_a_field_that_is_unknown_is_said_to_be(make_turn: Any, act: Act) -> None:
    turn = make_turn("les métiers de zblorg")
    assert said(act(turn, "action_ask_field"))[0] == "utter_field_unknown"


def test_trainings_meet_what_was_asked(make_turn: Any, act: Act) -> None:
    response, facts = said(act(make_turn("une formation en alternance"), "action_search_trainings"))
    assert response == "utter_trainings_found"
    assert facts["found"]["say"] == "utter_trainings_many"
    assert int(facts["found"]["count"]) > len(facts["trainings"]) == 3


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("une formation de 1 mois à Huy en soirée", "utter_no_training_fits"),
        ("une formation à Waremme", "utter_no_training_fits"),
        ("zblorg", "utter_name_training"),
        ("", "utter_name_training"),
    ],
)
def test_no_training_is_said(make_turn: Any, act: Act, text: str, response: str) -> None:
    assert said(act(make_turn(text), "action_search_trainings"))[0] == response


def test_what_misses_a_condition_is_shown_as_such(make_turn: Any, act: Act) -> None:
    turn = make_turn("des formations à Verviers en coiffure")
    response, facts = said(act(turn, "action_search_trainings"))
    assert (response, facts["town"]) == ("utter_trainings_not_there", "Verviers")
    assert "oiffure" in facts["trainings"][0]["training"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("et en alternance ?", "utter_about"),
        ("ya des etude a liege pour sa", "utter_about"),
        ("une formation en alternance", "utter_about_any"),
    ],
)
def test_a_follow_up_is_of_the_profession_spoken_about(
    make_turn: Any, act: Act, text: str, about: str
) -> None:
    values = {"occupation": "boulanger-patissier"}
    _, facts = said(act(make_turn(text), "action_search_trainings", values))
    assert facts["about"]["say"] == about


def test_a_partner_is_told_and_listed(make_turn: Any, act: Act) -> None:
    response, facts = said(act(make_turn("c koi le siep"), "action_ask_question"))
    assert (response, facts["title"][:4]) == ("utter_service", "SIEP")
    response, facts = said(act(make_turn(), "action_ask_place", {"more": "partners"}))
    assert response == "utter_partners"
    labels = [one["label"] for one in facts["options"]]
    assert labels == sorted(labels, key=normalise)
    for one in facts["options"]:
        values = {"question": one["other"]}
        assert said(act(make_turn(), "action_ask_question", values))[0] == "utter_service"


def test_an_answer_is_not_pasted_again(
    make_turn: Any, act: Act, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"question": "contester-conseil-de-classe"}
    said_last = [library.base.questions[entry["question"]].short]
    first = make_turn("comment contester une décision du conseil de classe ?")
    assert said(act(first, "action_ask_question", entry))[0] == "utter_question"
    for asked, response in (
        ("peut-on consulter les épreuves et demander les raisons ?", "utter_question_detail"),
        ("et mon petit frère, il garde sa place à la cantine ?", "utter_question_no_detail"),
    ):
        monkeypatch.setattr("actions.questions.fetch_last_reply_texts", lambda *_: said_last)
        turn = make_turn(asked)
        assert said(act(turn, "action_ask_question", entry))[0] == response


def test_one_answer_serves_two_questions(make_turn: Any, act: Act) -> None:
    values = {"question": "concours-medecine", "also": "et on se prépare comment ?"}
    _, facts = said(act(make_turn("comment entrer en médecine ?"), "action_ask_question", values))
    assert "Pour se préparer" in str(facts["answer"])


def test_dates_that_have_passed_are_not_told(make_turn: Any, act: Act, library: Any) -> None:
    turn = make_turn("les prochaines dates", now=dt.datetime(2027, 7, 20, tzinfo=dt.timezone.utc))
    _, facts = said(act(turn, "action_ask_deadlines"))
    today = turn.now.date()
    passed = {d.title for d in library.base.deadlines.values() if d.last_day and d.last_day < today}
    told = [one["title"] for one in facts["deadlines"]]
    assert passed
    assert told
    assert not passed & set(told)


def test_no_date_is_said(make_turn: Any, act: Act) -> None:
    later = dt.datetime(2040, 1, 1, tzinfo=dt.timezone.utc)
    assert said(act(make_turn(now=later), "action_ask_deadlines"))[0] == "utter_deadlines_none"


def test_an_event_is_told_until_it_ends(make_turn: Any, act: Act, library: Any) -> None:
    more = add_imported_entries(
        library,
        event("passee", "2026-11-01T09:00", "2026-11-01T12:00"),
        event("loin", "2027-03-01", "2027-03-02"),
        event("bientot", "2026-12-01T09:00", "2026-12-01T12:00"),
    )
    response, facts = said(act(make_turn("un event ?", library=more), "action_ask_events"))
    assert response == "utter_events_coming"
    assert [one["title"] for one in facts["events"]] == ["Matinée bientot", "Matinée loin"]
    assert [one["when"] for one in facts["events"]] == [
        "mardi 1er décembre de 9h à 12h",
        "1er mars 2027 – 2 mars 2027",
    ]


def test_an_event_without_a_source_names_none(make_turn: Any, act: Act, library: Any) -> None:
    day = ("2026-12-01T09:00", "2026-12-01T12:00")
    cited, bare = event("cite", *day), event("nu", *day).copy(update={"sources": ()})
    turn = make_turn("c'est quand ?", library=add_imported_entries(library, cited, bare))
    values = {"event": ["cite", "nu"]}
    [_, facts] = said(act(turn, "action_ask_events", values))
    assert [bool(line["origin"]) for line in facts["lines"]] == [True, False]


def test_a_french_sheet_is_told_as_such(make_turn: Any, act: Act, library: Any) -> None:
    more = add_imported_entries(library, SHEET)
    turn = make_turn("dompteur", library=more)
    for intent in ("ask_occupation", "ask_pay", "ask_access"):
        response, facts = said(act(turn, f"action_{intent}", {"sheet": SHEET.id}))
        assert response == "utter_sheet"
        assert facts["title"] == "Dompteuse / Dompteur"
        assert facts["options"]  # professions of ours that are near


def test_a_partner_is_told_with_where_it_is_found(make_turn: Any, act: Act, library: Any) -> None:
    turn = make_turn("c'est quoi le Forem ?")
    _, facts = said(act(turn, "action_ask_question", {"question": "partenaire-forem"}))
    assert facts["summary"].endswith(library.base.services["partenaire-forem"].contact)
    assert facts["page"] == ""
    _, facts = said(act(turn, "action_ask_question", {"question": "partenaire-amo"}))
    assert facts["page"]["url"] == library.base.services["partenaire-amo"].url


def test_answers_that_are_over_and_follow_each_other_round_end(
    make_turn: Any, act: Act, library: Any
) -> None:
    source, first = make_dated_answer("une", valid_until="2026-01-31")
    other, second = make_dated_answer("autre", valid_until="2026-01-31")
    more = add_imported_entries(
        library,
        *(source, other, first.copy(update={"followed_by": "autre"})),
        second.copy(update={"followed_by": "une"}),
    )
    turn = make_turn("", library=more)
    response, _ = said(act(turn, "action_ask_question", {"question": "une"}))
    assert response == "utter_question_over"


def test_a_yes_is_told_with_the_question_it_answers(make_turn: Any, act: Act) -> None:
    """Unless that was asked: else it says yes to something else."""
    told = {"question": "unif-vers-haute-ecole"}
    asked = make_turn("je peux passer de l'université à la haute école ?")
    _, facts = said(act(asked, "action_ask_question", told))
    assert str(facts["answer"][0]).startswith("Oui")
    other = make_turn("mon brevet de secouriste suffit pour la haute école ?")
    _, facts = said(act(other, "action_ask_question", told))
    assert facts["answer"][0]["say"] in ("utter_question_quoted", "utter_question_before")


@pytest.mark.parametrize(
    ("typed", "question", "near"),
    [
        # « En principe non » about doubling is no answer to who asks for university
        ("jss en 5tq jpeu aller a luniv apres", "peq-doubler-en-5e", []),
        # « Oui » from 18 on, to somebody of 16
        ("j'ai 16 ans, je peux arrêter l'école ?", "quitter-ecole-18", []),
        # another entry is offered beside it
        ("je peux passer de l'université à la haute école ?", "unif-vers-haute-ecole", ["cess"]),
    ],
)
def test_an_answer_that_could_be_anothers_says_its_question(
    make_turn: Any, act: Act, typed: str, question: str, near: list[str]
) -> None:
    _, facts = said(
        act(make_turn(typed), "action_ask_question", {"question": question, "near": near})
    )
    assert facts["answer"][0]["say"] in ("utter_question_before", "utter_question_quoted")


def test_a_name_that_only_rome_has_shows_its_sheet(make_turn: Any, act: Act, library: Any) -> None:
    more = add_rome_sheet(library)
    turn = make_turn("c'est quoi un dompteur ?", library=more)
    response, _ = said(act(turn, "action_ask_occupation", {"unknown": "dompteur"}))
    assert response == "utter_sheet"


def test_the_nearest_to_what_the_base_lacks_is_named(make_turn: Any, act: Act) -> None:
    turn = make_turn("dompteur de lions, ça gagne combien ?")
    response, facts = said(act(turn, "action_ask_occupation", {"unknown": "dompteur de lions"}))
    assert response == "utter_occupation_near"
    assert "soigneur-animalier" in [one["id"] for one in facts["options"]]


def test_what_is_over_is_told_with_what_stands_in_its_place(make_turn: Any, act: Act) -> None:
    """And with no doubt to confirm: it is not there any more."""
    turn = make_turn("c'est quoi E=M.C² ?")
    response, facts = said(act(turn, "action_ask_question", {"question": "cdm-emc2"}))
    assert response == "utter_service"
    assert [each["other"] for each in facts["others"]] == ["ateliers-metiers-pour-classes"]
    (source,) = facts["behind"]["parts"]
    assert "2015" in source["date"]


def test_a_length_that_no_page_gives_is_not_said(make_turn: Any, act: Act, library: Any) -> None:
    """A gap is not told as a length, beside another profession or to come back to later."""
    entries = []
    for each in library.base.occupations.values():
        ways = tuple(way.copy(update={"length": ""}) for way in each.ways_in)
        entries.append(each.copy(update={"ways_in": ways}))
    unread = replace(library, base=KnowledgeBase(library.base.sources.values(), entries))
    pair = {"occupations": [entries[0].id, entries[1].id]}
    for aspect, line in (
        ("", "utter_difference_conditions"),
        ("length", "utter_difference_unknown"),
    ):
        asked = {**pair, "aspect": aspect}
        _, facts = said(act(make_turn(library=unread), "action_ask_difference", asked))
        assert {one["say"] for one in facts["lines"]} == {line}
    values = {"occupation": entries[0].id, "value": "later"}
    response, _ = said(act(make_turn(library=unread), "action_choose", values))
    assert response == "utter_later"
