"""CARE S1, S3: distress is answered at once, whatever is open and whoever answers; nothing of it is
taken for an answer to what was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from actions import prompts
from bot.dialogue.agent import Dialogue
from bot.guidance import dream_prompts
from bot.handoff.handoff_repository import find_open_handoff
from bot.messaging.non_text_input import OTHER
from bot.messaging.turn_processor import close_failed_message
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.questionnaire_items import CRITERIA, ITEMS
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import alerts
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor_on_duty
from tests.support.database_rows import read_rows
from tests.support.handoff_factories import claim, queue_up

DISTRESS = "jveu mourir"
# What a question of this kind is about, where it needs something.
VALUES = {
    "item": (ITEMS[0].id,),
    "grid": (CRITERIA[0],),
    "booking": ("short", "on_site", "", ""),
    "handoff": ("", "", "", ""),
    "booking_made": ("1",),
    "rating_words": ("4", "1"),
    "experience": ("1",),
    "skills_read": ("1", "4"),
    "wish": ("nights",),
}
ABOUT = {
    dream_prompts.QUESTION_KIND: "1",
    "booking": "when",
    "handoff": "wish",
    "booking_made": "contact",
    "rating": "handoff",
    "rating_words": "handoff",
}
Setup = Callable[[ConversationClient], None]


@pytest.fixture
def person(parts: Any) -> ConversationClient:
    return ConversationClient(parts)


def keep(person: ConversationClient, notebook: Notebook) -> None:
    with writing(person.parts.engine) as unit:
        data, now = notebook.to_json(), person.parts.clock()
        notebook_repository.save_notebook(unit, person.name, person.parts.key, data, now, False)
        unit.commit()


@pytest.mark.parametrize("kind", sorted(prompts.PROMPT_HANDLERS))
def test_s1_whatever_question_is_open_it_stands_and_nothing_answers_it(
    person: ConversationClient, kind: str
) -> None:
    notebook = Notebook()
    notebook.open(Question(kind, VALUES.get(kind, ()), ABOUT.get(kind, "")))
    keep(person, notebook)
    before = person.notebook()
    assert "112" in person.says(DISTRESS)[0]
    for words in (
        "oui",
        "depuis 2 ans",
        "3",
        "je sais pas",
        "demain à 10h",
        "passe",
        "j'ai un plan",
    ):
        (said,) = person.says(words)
        assert "112" in said, words
    head = person.sends_other(OTHER, "[photo]")
    person.gets(head)
    assert "112" in person.told(head.seq)[-1]
    assert person.notebook() == before
    assert read_rows(person.parts.engine, appointments, sa.true(), appointments.c.id) == []


# What leads up to it, in words.
MOMENTS: dict[str, tuple[str, ...]] = {
    "the very first message": (),
    "dreaming": ("rêver",),
    "an appointment, the day": (
        "je veux un rendez-vous",
        "un entretien d'orientation",
        "sur place",
    ),
    "a human, what about": ("un humain",),
    "erasing, to be confirmed": ("j'aime réparer des vélos", "efface mes données"),
    "a code that opens nothing": ("j'ai un code", "renard lune tigre sapin"),
    "two trades to weigh": ("j'hésite entre boulanger et électricien",),
    "a lead refused, why": ("boulanger", "bof"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_s1_in_the_middle_of_every_step(person: ConversationClient, name: str) -> None:
    add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    for words in MOMENTS[name]:
        person.says(words)
    before = person.notebook()
    help_, told = person.says(DISTRESS)
    assert "112" in help_
    assert "0800 32 123" in help_
    assert "a reçu « signal grave »" in told
    assert "Ne reste pas en solo" in person.says("oui")[0]
    assert person.notebook() == before
    assert person.conversation().owner == "bot"
    assert person.says("on reprend")


def test_s1_while_the_queue_waits(person: ConversationClient) -> None:
    person.says("bonjour")
    add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    queue_up(person)
    help_, told = person.says(DISTRESS)
    assert "112" in help_
    assert "« signal grave »" in told
    assert "112" in person.says("oui")[0]
    assert person.conversation().owner == "queued"
    assert len(read_rows(person.parts.engine, alerts, sa.true(), alerts.c.id)) == 1


@pytest.fixture
def talking(person: ConversationClient) -> ConversationClient:
    """Somebody who talks with a counsellor."""
    person.says("bonjour")
    counsellor = add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    claim(person, queue_up(person), counsellor)
    return person


def test_s1c_while_a_counsellor_answers_each_new_danger_gets_the_lines_once(
    talking: ConversationClient,
) -> None:
    seen = []
    for words in (DISTRESS, "mon père me frappe"):
        (said,) = talking.says(words)
        assert "112" in said
        assert "Une personne de la Cité est là" in said
        assert talking.replies()[-1].reply.get("choices") is None
        seen.append(said)
        assert talking.says(words) == []
    assert len(set(seen)) == 2
    assert talking.says("oui") == []  # the counsellor answers that
    assert talking.conversation().owner == "human"


def test_s1_while_a_counsellor_answers_so_does_a_minor_at_risk(talking: ConversationClient) -> None:
    (said,) = talking.says("j'ai 14 ans tu veux voir une photo de moi toute nue")
    assert "116 000" in said


@pytest.mark.parametrize("words", ["ta gueule", "envoie un nude", "c nul ton truc"])
def test_while_a_counsellor_answers_the_bot_sets_no_limit(
    talking: ConversationClient, words: str
) -> None:
    assert talking.says(words) == []
    with reading(talking.parts.engine) as unit:
        assert find_open_handoff(unit, talking.conversation().id) is not None


def test_s1_help_does_not_depend_on_what_was_said_before(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks on the way, the message is closed with the lines."""

    def broken(*given: Any) -> Any:
        raise RuntimeError("broken")

    person.says("bonjour")
    head = person.sends(DISTRESS)
    assert head is not None
    monkeypatch.setattr("bot.messaging.care_episode.load_history", broken)
    with pytest.raises(RuntimeError):
        person.gets(head)
    close_failed_message(person.parts, head)
    assert "112" in person.told(head.seq)[0]


async def test_s1_when_understanding_fails_help_comes_and_comes_again(
    person: ConversationClient, run_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is not asked about a signal; about what follows it is, and it raises."""

    def raises(self: Dialogue, text: str) -> Any:
        raise ValueError("no model")

    monkeypatch.setattr(Dialogue, "parse", raises)
    async with run_worker(person.parts) as running:
        running.worker.hand(person.sends(DISTRESS))
        await running.answered(person)
        running.worker.hand(person.sends("depuis 2 ans"))
        await running.answered(person)
    first, after = person.messages()
    assert (first.status, after.status) == ("done", "failed")
    assert "Je prends ça au sérieux" in person.told(first.seq)[0]
    assert "0800 32 123" in person.told(after.seq)[0]
    assert after.signal == "danger"  # what comes next is about it, still
