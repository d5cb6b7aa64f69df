"""« Questions sans réponse »: grouped, answered with a source, approved by an admin, written
for the next start.
What is known without one: `test_learning.py`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.console.answers import answer_dataset, answer_proposals, answer_repository
from bot.console.answers.question_clusters import cluster_questions
from bot.handoff import unanswered_repository
from bot.handoff.unanswered_repository import BESIDE, NOT_KNOWN, UnansweredQuestion
from knowledge import search_expectations
from knowledge.base_checks import check_base
from tests.support.console_answers import ANSWER_FORM, DAY, load_approved_base, propose
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import NOW, add_conversation, unit


def ask(site: ConsoleApplication, *texts: str) -> None:
    with unit(site.engine) as opened:
        for minutes, text in enumerate(texts):
            when = NOW - dt.timedelta(days=1) + dt.timedelta(minutes=minutes)
            unanswered_repository.add_unanswered_question(
                opened, add_conversation(opened), text, when
            )


def test_what_is_alike_is_one_group_the_newest_first() -> None:
    asked = [
        UnansweredQuestion(text, DAY)
        for text in (
            "où passer mon permis de cariste",
            "combien gagne un cariste ?",
            "Où passer le permis de cariste ?",
            "où passer mon permis de cariste",
            "aide",
            "une aide pour payer le train jusqu'à l'école",
        )
    ]
    found = cluster_questions(asked)
    assert [(each.texts[0], each.count) for each in found] == [
        ("où passer mon permis de cariste", 3),
        ("combien gagne un cariste ?", 1),
        ("aide", 1),
        ("une aide pour payer le train jusqu'à l'école", 1),
    ]
    assert found[0].texts[1] == "Où passer le permis de cariste ?"
    beside = UnansweredQuestion("où passer mon permis de cariste", DAY, BESIDE)
    assert cluster_questions([*asked, beside])[0].reasons == (NOT_KNOWN, BESIDE)
    assert cluster_questions(asked) == found


def test_questions_are_shown_escaped_and_counted(site: ConsoleApplication) -> None:
    ask(site, "Où passer le permis <b>cariste</b> ?", "où passer le permis cariste")
    page = site.signed_in().get("/questions")
    assert "<b>cariste" not in page.text
    assert "demandé 2 fois, la dernière le 24 novembre 2026" in extract_main_text(page)
    assert ("unanswered_seen", "") in site.audit()


def test_the_form_is_filled_from_the_group(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    given = {"texte": ["Où passer <le> permis ?", "permis où", ""]}
    page = browser.post("/questions/ecrire", given)
    assert 'value="Où passer &lt;le&gt; permis ?"' in page.text
    assert ">\npermis où</textarea>" in page.text


def test_a_good_answer_is_proposed(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    ask(site, "jveux le permis cariste")
    answer = propose(browser)
    assert "attend l’accord" in extract_main_text(browser.follow(answer))
    page = extract_main_text(browser.get("/questions"))
    assert "Réponses proposées" in page
    assert "Rien n’attend de réponse" in page  # the group has its answer
    assert "Accepter" not in page
    assert ("answer_proposed", "answer:1") in site.audit()
    again = propose(browser)
    assert again.status_code == 409
    assert "attend déjà l’accord" in extract_main_text(again)


WRONG = [
    ("question", "", "Écrivez la question"),
    ("question", "Tu sais où passer le permis ?", "s’adresse à quelqu’un"),
    ("question", "Qui rappelle le 0470 12 34 56 ?", "une adresse, un numéro"),
    ("variants", "\n".join(f"variante {n}" for n in range(13)), "12 au plus"),
    ("variants", "écris à zoe@exemple.be", "une adresse, un numéro"),
    ("answer", "", "Écrivez la réponse"),
    ("answer", "Demande au Forem.", "s’adresse à quelqu’un"),
    ("answer", "Vous devez demander.", "s’adresse à quelqu’un"),
    ("answer", " ".join(["mot"] * 26) + ".", "plus de 25 mots"),
    ("answer", "a" * 1001, "trop long"),
    ("source", "", "Écrivez le titre"),
    ("url", "", "adresse complète"),
    ("url", "http://www.leforem.be/", "adresse complète"),
    ("url", "https://x y.be/a", "adresse complète"),
    ("url", "javascript:alert(1)", "adresse complète"),
    ("read_on", "", "Écrivez une date"),
    ("read_on", "24/11/2026", "Écrivez une date"),
    ("read_on", "2026-02-30", "Écrivez une date"),
    ("read_on", "2026-11-26", "pas encore arrivée"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    site: ConsoleApplication, name, value, words
) -> None:
    browser = site.signed_in()
    answer = propose(browser, **{name: value})
    assert answer.status_code == 422
    assert words in extract_main_text(answer)
    for field, kept in {**ANSWER_FORM, name: value}.items():
        if field not in ("variants", "answer"):
            assert f'value="{kept}"' in answer.text, field
    if name != "answer":
        assert ANSWER_FORM["answer"].replace("'", "&#39;") in answer.text
    assert "Réponses proposées" not in extract_main_text(browser.get("/questions"))


def test_a_sentence_that_is_too_long_is_shown(site: ConsoleApplication) -> None:
    long = " ".join(["mot"] * 26) + "."
    assert f"À couper : {long}" in extract_main_text(
        propose(site.signed_in(), answer=f"Court. {long}")
    )


def test_approval_needs_an_admin(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    propose(browser)
    for act in ("accepter", "refuser"):
        assert browser.post(f"/questions/1/{act}").status_code == 403
    assert not list(site.desk.settings.imported.glob("*"))


def test_an_approved_answer_is_written_for_the_next_start(site: ConsoleApplication) -> None:
    propose(site.signed_in())
    chef = site.signed_in("Chef", "admin")
    answer = chef.post("/questions/1/accepter")
    assert "Le robot la connaît dès maintenant" in extract_main_text(chef.follow(answer))
    base = load_approved_base(site)
    entry = base.questions["reponse-1"]
    assert entry.question == ANSWER_FORM["question"]
    assert entry.variants == ("jveux le permis cariste", "permis cariste où ?")
    assert entry.short == ANSWER_FORM["answer"]
    assert entry.confirmed == dt.date(2026, 11, 24)
    source = base.sources["reponse-1"]
    assert (source.publisher, source.url) == ("leforem.be", ANSWER_FORM["url"])
    assert check_base(base, DAY) == []
    assert ("answer_approved", "answer:1") in site.audit()
    (case,) = search_expectations.read_cases(
        search_expectations.get_path(site.desk.settings.imported)
    )
    assert case == {
        "entry": "reponse-1",
        "asked": [ANSWER_FORM["question"], "jveux le permis cariste", "permis cariste où ?"],
    }


def test_an_approved_answer_can_be_withdrawn(site: ConsoleApplication) -> None:
    anna, chef = site.signed_in(), site.signed_in("Chef", "admin")
    propose(anna)
    assert chef.post("/questions/1/retirer").status_code == 409
    chef.post("/questions/1/accepter")
    assert anna.post("/questions/1/retirer").status_code == 403
    assert "est retirée" in extract_main_text(chef.follow(chef.post("/questions/1/retirer")))
    assert load_approved_base(site).questions == {}
    assert ("answer_withdrawn", "answer:1") in site.audit()
    assert propose(anna).status_code == 303


def test_each_is_decided_once(site: ConsoleApplication) -> None:
    propose(site.signed_in())
    chef = site.signed_in("Chef", "admin")
    chef.post("/questions/1/refuser")
    answer = chef.post("/questions/1/accepter")
    assert answer.status_code == 409
    assert "déjà été acceptée ou refusée" in extract_main_text(answer)
    assert not list(site.desk.settings.imported.glob("*"))
    assert chef.post("/questions/9/accepter").status_code == 404


def test_a_file_that_cannot_be_written_is_told_and_made_at_the_next_start(
    site: ConsoleApplication,
) -> None:
    propose(site.signed_in())
    site.desk.settings.imported.write_text("a file where a folder should be")
    chef = site.signed_in("Chef", "admin")
    answer = chef.post("/questions/1/accepter")
    assert "n’a pas pu être écrit" in extract_main_text(chef.follow(answer))
    site.desk.settings.imported.unlink()
    assert answer_dataset.refresh_dataset(site.engine, site.desk.settings.imported, DAY) == 1
    assert "reponse-1" in load_approved_base(site).questions


def test_without_answers_no_file_is_made(site: ConsoleApplication) -> None:
    assert answer_dataset.refresh_dataset(site.engine, site.desk.settings.imported, DAY) == 0
    assert not site.desk.settings.imported.exists()


class Library:
    """Finds by the first word."""

    def __init__(self, **found: tuple[str, ...]) -> None:
        self.found = found

    def asked(self, text: str) -> str | None:
        return None

    def search(self, text: str, kinds: Any, top: int) -> list[Any]:
        return [SimpleNamespace(id=each) for each in self.found.get(text.split()[0], ())]


def test_a_question_that_leads_elsewhere_is_a_miss(tmp_path: Path) -> None:
    path = search_expectations.get_path(tmp_path)
    assert search_expectations.read_cases(path) == []
    search_expectations.write_cases(
        path, [{"entry": "a", "asked": ["un mot", "deux mots", "trois mots"]}]
    )
    library = Library(un=("b", "a"), deux=("b",))
    misses = search_expectations.find_misses(library, search_expectations.read_cases(path))
    assert [(miss.asked, miss.found) for miss in misses] == [
        ("deux mots", ("b",)),
        ("trois mots", ()),
    ]


def test_known_wordings_are_those_of_answers(site: ConsoleApplication) -> None:
    propose(site.signed_in())
    with unit(site.engine) as opened:
        known = answer_proposals.states_by_wording(
            answer_repository.list_answers(opened, answer_repository.PROPOSED)
        )
    assert set(known.values()) == {"proposed"}
    assert len(known) == 3


def test_what_was_asked_once_is_told_so(site: ConsoleApplication) -> None:
    ask(site, "Où passer le permis cariste ?")
    assert "demandé une fois, le 24 novembre 2026" in extract_main_text(
        site.signed_in().get("/questions")
    )
