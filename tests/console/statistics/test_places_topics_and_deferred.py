"""« Chiffres »: what is not known, where people leave, and the questions left for later."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from sqlalchemy.engine import Engine

from bot.booking.local_time import ZONE
from bot.console.answers import answer_repository
from bot.console.answers.answer_repository import APPROVED, PROPOSED, AnswerDraft
from bot.console.statistics import monthly_counts
from bot.console.statistics.published_figures import read_monthly_figures
from bot.console.statistics.unanswered_topics import QuestionTopics
from bot.deferred_questions import deferred_answers
from bot.deferred_questions import deferred_question_repository as stored
from bot.handoff import unanswered_repository
from bot.storage.conversation_tables import conversations, notebooks
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork, reading
from knowledge.library import CurrentLibrary
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import OneAnswerLibrary, add_conversation, unit
from tests.support.deferred_questions import add_question

NOVEMBER = dt.date(2026, 11, 1)
ONE_DAY = dt.timedelta(days=1)


def at(day: int, hour: int = 12, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


def counted(engine: Engine, *days: dt.datetime, topic: Any = lambda text: "") -> Any:
    """The figures of November after looks at these times."""
    for day in days:
        with unit(engine) as opened:
            monthly_counts.count_finished_days(opened, day, topic)
    with reading(engine) as opened:
        return read_monthly_figures(opened, NOVEMBER)


# What is not known


def wonder(opened: UnitOfWork, many: int, *texts: str) -> None:
    for _ in range(many):
        conversation = add_conversation(opened, created=at(3))
        for text in texts:
            unanswered_repository.add_unanswered_question(opened, conversation, text, at(3))


def test_topics_of_five_conversations_are_named_and_no_words_are_kept(engine: Engine) -> None:
    with unit(engine) as opened:
        wonder(opened, 6, "la prime zéphyr ?", "et la bourse zéphyr ?")
        wonder(opened, 4, "le métier de zigoteur")
    topics = {"la prime zéphyr ?": "aides", "et la bourse zéphyr ?": "aides"}
    found = counted(engine, at(8), topic=lambda text: topics.get(text, "emploi"))
    assert found.topics == [("aides", 5)]  # once a conversation; four of « emploi » are too few
    assert found.unanswered == 10


def test_topics_are_found_before_the_count_and_outside_of_it(engine: Engine) -> None:
    library = OneAnswerLibrary()
    library.search = lambda text, *rest: [SimpleNamespace(id="cefa-quoi", kind="faq", score=0.9)]
    topics = QuestionTopics(
        engine, CurrentLibrary(library, library.base, at(3).date()), lambda: at(3, 20)
    )
    with unit(engine) as opened:
        wonder(opened, 5, "le cefa zéphyr ?")
    assert topics.find("le cefa zéphyr ?") == ""
    topics.refresh()
    assert topics.find("le cefa zéphyr ?") == "secondaire"
    assert counted(engine, at(8), topic=topics.find).topics == [("secondaire", 5)]


def approve(opened: UnitOfWork, *words: str) -> None:
    draft = AnswerDraft(words[0], words[1:], "Oui.", "Le Forem", "https://leforem.be", at(4).date())
    number = answer_repository.propose_answer(opened, draft, 1, at(4))
    answer_repository.change_state(opened, number, PROPOSED, APPROVED, 1)


def test_questions_that_got_an_answer_since_are_counted(site: ConsoleApplication) -> None:
    site.person("Anna")
    with unit(site.engine) as opened:
        wonder(opened, 5, "C'est quoi la prime Zéphyr ?")
        wonder(opened, 5, "Le métier de zigoteur ?")
    assert counted(site.engine, at(8)).answered_since is None
    with unit(site.engine) as opened:
        approve(opened, "La prime de rentrée ?", "c'est quoi la prime zéphyr")
    assert counted(site.engine, at(15)).answered_since == 5


# Where people leave


def stand(
    opened: UnitOfWork, many: int, step: str | None, question: str = "", outcome: str = ""
) -> list[int]:
    """People whose last message was on the 2nd, with their notebook; their conversations."""
    made = []
    for _ in range(many):
        number = add_conversation(opened, created=at(2))
        row = opened.execute(conversations.select().where(conversations.c.id == number)).one()
        data = {"step": step, "question": {"kind": question} if question else None}
        values = {"person": row.person, "data": data, "created": at(2), "last_used": at(2)}
        opened.execute(notebooks.insert().values(values))
        if outcome:
            request = {"conversation_id": number, "state": "ended", "created": at(2)}
            ended = at(2) + dt.timedelta(minutes=5)
            opened.execute(handoffs.insert().values(**request, ended=ended, outcome=outcome))
        made.append(number)
    return made


def test_who_is_silent_for_a_week_left_where_they_stood(engine: Engine) -> None:
    with unit(engine) as opened:
        stand(opened, 6, "rever")
        stand(opened, 5, "explorer", "booking")
        stand(opened, 5, "explorer", outcome="timed_out")
        stand(opened, 9, None)  # a mere question
        back = stand(opened, 5, "decider")
        mine = conversations.c.id.in_(back)
        opened.execute(conversations.update().where(mine).values(last_seen=at(20)))
    assert set(dict(counted(engine, at(8)).places).values()) == {None}
    places = dict(counted(engine, at(15)).places)
    assert {place: count for place, count in places.items() if count} == {
        "rever": 5,
        "booking": 5,
        "handoff": 5,
    }
    assert dict(counted(engine, at(22), at(29)).places)["decider"] == 5


def test_who_wrote_again_after_the_queue_did_not_leave_from_it(engine: Engine) -> None:
    with unit(engine) as opened:
        made = stand(opened, 5, "rever", outcome="left")
        mine = conversations.c.id.in_(made)
        opened.execute(conversations.update().where(mine).values(last_seen=at(2, 18)))
    assert dict(counted(engine, at(8), at(15)).places)["rever"] == 5


# Questions left for later


def leave(opened: UnitOfWork, by: list[int], wait: dt.timedelta | None, many: int = 6) -> None:
    for place in range(many):
        conversation = add_conversation(opened, created=at(3))
        number = add_question(opened, conversation, at(3))
        if wait is not None:
            deferred_answers.answer_question(
                opened, number, by[place % len(by)], "Oui.", at(3) + wait
            )
            stored.store_rating(opened, number, conversation, True)


def test_answers_within_a_working_day_and_later(site: ConsoleApplication) -> None:
    three = [site.person(name).id for name in ("Anna", "Bruno", "Chloé")]
    with unit(site.engine) as opened:
        leave(opened, three, ONE_DAY)
        leave(opened, three, 3 * ONE_DAY)
        leave(opened, three, None, 4)
    found = counted(site.engine, at(8))
    assert found.deferred == [("left", 15), ("in_time", 5), ("later", 5)]
    assert dict(found.deferred_helped) == {"yes": 10, "no": None}


def test_p9_few_counsellors_are_not_told_by_their_answers(
    site: ConsoleApplication,
) -> None:
    two = [site.person(name).id for name in ("Anna", "Bruno")]
    with unit(site.engine) as opened:
        leave(opened, two, ONE_DAY)
    found = counted(site.engine, at(8))
    assert found.deferred == [("left", 5), ("in_time", None), ("later", None)]
    assert dict(found.deferred_helped) == {"yes": None, "no": None}


# The page


def test_the_page_says_it_in_sentences_with_pictures_and_tables(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    with unit(site.engine) as opened:
        wonder(opened, 6, "la <b>prime</b> zéphyr ?")
        stand(opened, 7, "rever")
        leave(opened, [1], None)
    counted(site.engine, at(8), at(15), topic=lambda text: "aides")
    page = browser.get("/chiffres")
    text = extract_main_text(page)
    for sentence in (
        "En novembre, le robot ne savait pas répondre dans au moins 5 conversations.",
        "En novembre, on a laissé au moins 5 questions à l’équipe.",
        "En novembre, trop peu de personnes ont demandé un humain pour un chiffre.",
        "le plus souvent ici : « Rêver » (au moins 5).",
        "Les aides au moins 5",
        "la <b>prime</b> zéphyr ? au moins 5 conversations · sans réponse",
    ):
        assert sentence in text, sentence
    assert "<b>prime" not in page.text
    pictures = page.text.count('role="img"')
    assert pictures == page.text.count("<desc") == page.text.count("Le tableau<span") == 5
