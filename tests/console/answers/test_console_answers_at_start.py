"""Neither a row nor a file of approved answers keeps the service from starting."""

from __future__ import annotations

import logging

import pytest

from bot.console.answers import answer_dataset
from bot.console.answers.answer_repository import APPROVED
from bot.console.answers.prose_rules import is_url
from bot.storage.staff_tables import answers
from knowledge.importers import dataset_files
from tests.support.console_answers import ANSWER_FORM, DAY, load_approved_base, propose
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import unit

NO_ADDRESSES = [
    "https://[x.y",
    "https://a℀b.be/x",
    "https://www./a",
    "https://./a",
    "https://www..",
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_an_address_has_a_site(text: str) -> None:
    assert not is_url(text)
    assert is_url("https://www.leforem.be/a?b=c#d")


def test_a_row_that_makes_no_entry_blocks_no_other(site: ConsoleApplication, caplog) -> None:
    browser, chef = site.signed_in(), site.signed_in("Chef", "admin")
    propose(browser)
    chef.post("/questions/1/accepter")
    with unit(site.engine) as opened:
        opened.execute(answers.update().values(url="https://www./secret"))
    propose(browser, question="Où passer le brevet de secouriste ?")
    with caplog.at_level(logging.ERROR):
        assert chef.post("/questions/2/accepter").headers["location"].endswith("=acceptee")
    assert set(load_approved_base(site).questions) == {"reponse-2"}
    assert "answer 1" in caplog.text
    assert "secret" not in caplog.text


def test_a_file_that_is_cut_off_is_made_anew(site: ConsoleApplication) -> None:
    propose(site.signed_in())
    site.signed_in("Chef", "admin").post("/questions/1/accepter")
    folder = site.desk.settings.imported
    path = dataset_files.get_dataset_path(folder, answer_dataset.DATASET_NAME)
    path.write_text(path.read_text()[:-30])
    assert answer_dataset.refresh_dataset(site.engine, folder, DAY) == 1
    assert load_approved_base(site).questions["reponse-1"].question == ANSWER_FORM["question"]


def test_a_folder_that_cannot_be_written_stops_no_start(site: ConsoleApplication, caplog) -> None:
    propose(site.signed_in())
    with unit(site.engine) as opened:
        opened.execute(answers.update().values(state=APPROVED))
    site.desk.settings.imported.write_text("a file where a folder should be")
    with caplog.at_level(logging.ERROR):
        answer_dataset.write_approved_answers(site.engine, site.desk.settings.imported, DAY)
    assert "could not be written" in caplog.text


def test_an_answer_withdrawn_without_its_file_is_told_as_withdrawn(
    site: ConsoleApplication,
) -> None:
    browser, chef = site.signed_in(), site.signed_in("Chef", "admin")
    propose(browser)
    propose(browser, question="Où passer le brevet de secouriste ?")
    with unit(site.engine) as opened:
        opened.execute(answers.update().values(state=APPROVED))
    site.desk.settings.imported.write_text("a file where a folder should be")
    told = extract_main_text(chef.follow(chef.post("/questions/1/retirer")))
    assert "ne la dit plus, mais le fichier n’a pas pu être écrit" in told
