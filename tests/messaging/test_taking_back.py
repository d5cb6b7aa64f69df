"""A message that says who somebody is: they are told once, and can take it back from everywhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.language.folding import fold_text
from bot.messaging.conversation_history import HistoryCursor, fetch_entries_since
from bot.privacy.message_erasure import RETRACTED_BODY
from bot.storage.channel_tables import routes
from bot.storage.column_types import metadata
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import read_rows

NAMED = "je m'appelle Karim Bensaïd et j'aime réparer des motos"
BUTTON = "Effacer ce message"


class Talker(ConversationClient):
    """Time passes between their messages."""

    def gets(self, head: Any) -> Any:
        self.parts.clock.now += dt.timedelta(seconds=20)
        return super().gets(head)

    def takes_back(self, how: str = BUTTON) -> list[Any]:
        """By the button or by words; the replies."""
        head = self.presses(self.token(BUTTON)) if how == BUTTON else self.sends(how)
        self.gets(head)
        return [each.reply for each in self.replies() if each.answers == head.seq]

    def leaves(self, words: str) -> list[str]:
        """The tables that hold these words somewhere."""
        with reading(self.parts.engine) as unit:
            return [
                table.name
                for table in metadata.sorted_tables
                if any(
                    fold_text(words) in fold_text(repr(tuple(row)))
                    for row in unit.execute(table.select())
                )
            ]


@pytest.fixture
def talker(parts: Any) -> Talker:
    return Talker(parts)


@pytest.fixture
def notice(dialogue: Any) -> str:
    return str(dialogue.sentences.fill("utter_names_not_needed", {"message": 1}, "")["text"])


def test_it_is_told_once_beside_the_answer(talker: Talker, notice: str) -> None:
    talker.says("bonjour")
    assert notice not in talker.says("je m'appelle Léa et j'ai 16 ans")
    told = talker.says("je m'appelle Léa Renard, combien gagne un boulanger ?")
    assert told[-1] == notice
    assert len(told) > 1
    assert notice not in talker.says("j'habite rue des Clarisses 12, 4000 Liège")


def test_it_is_never_told_in_distress(talker: Talker, notice: str) -> None:
    talker.says("bonjour")
    assert notice not in talker.says("je m'appelle Léa Renard et j'ai envie de mourir")
    assert notice not in talker.says("je m'appelle Léa Renard")  # still in care


@pytest.mark.parametrize("how", [BUTTON, "enlève mon nom stp"])
def test_p6_a_message_is_taken_back_from_everywhere(both: Any, how: str) -> None:
    talker = Talker(both)
    talker.says("j'aime dessiner")
    talker.says(NAMED)
    # A name is no note, what is liked is one.
    assert talker.leaves("Bensaïd") == ["inbox", "tracker_events"]
    assert {"inbox", "notebooks", "outbox"} <= set(talker.leaves("réparer des motos"))
    (told, *_) = talker.takes_back(how)
    assert "est effacé" in told["text"]
    assert talker.leaves("Bensaïd") == talker.leaves("réparer des motos") == []
    # Nothing else went, and the page knows what to take from the screen.
    assert "dessiner" in repr(talker.notebook())
    assert talker.messages()[1].body == RETRACTED_BODY
    assert told["taken_back"]["message"] == talker.messages()[1].seq
    assert told["taken_back"]["replies"]
    assert talker.says("combien gagne un boulanger ?")


def test_p6_what_was_taken_back_is_shown_to_nobody_any_more(talker: Talker) -> None:
    talker.says("bonjour")
    talker.says(NAMED)
    talker.takes_back()
    with reading(talker.parts.engine) as unit:
        entries = fetch_entries_since(unit, talker.conversation().id, HistoryCursor())
    assert "Bensaïd" not in repr(entries)
    assert RETRACTED_BODY in [entry.data["text"] for entry in entries]
    # Sent again by a platform, it is known; pressed again, nothing is there.
    assert talker.sends(NAMED, client_id="id2") is None
    assert "pas de message à effacer" in talker.takes_back()[0]["text"]


def test_p6_the_words_of_a_later_note_go_too(talker: Talker) -> None:
    """What was told is said back later on: « Ton carnet », a recap."""
    talker.says("bonjour")
    talker.says(NAMED)
    talker.says("montre mon carnet")
    assert "outbox" in talker.leaves("réparer des motos")
    talker.takes_back("efface mon nom")
    assert talker.leaves("réparer des motos") == []


def test_no_other_message_is_taken_for_the_one_that_is_meant(talker: Talker) -> None:
    talker.says("bonjour")
    talker.says("combien gagne un soudeur ?")
    assert "pas de message à effacer" in talker.takes_back("efface mon nom")[0]["text"]
    talker.takes_back("vous pouvez supprimer mon message ?")
    assert [each.body for each in talker.messages()][:3] == [
        "bonjour",
        RETRACTED_BODY,
        "efface mon nom",
    ]


def test_a_reply_that_was_half_sent_leaves_the_next_one_whole(talker: Talker) -> None:
    """On a platform: of what repeats the message, a part had left already."""
    talker.says("bonjour")
    talker.says(NAMED)
    (repeating, *_) = [each.seq for each in talker.replies() if "des motos" in repr(each.reply)]
    route = {"channel": "telegram", "sealed": "x", "heard": talker.parts.clock.now}
    route |= {"expires": talker.parts.clock.now, "sent": repeating - 1, "part": 1}
    with writing(talker.parts.engine) as unit:
        unit.execute(routes.insert().values(conversation_id=talker.conversation().id, **route))
        unit.commit()
    talker.takes_back()
    (left,) = read_rows(talker.parts.engine, routes, routes.c.part == 0, routes.c.sent)
    assert left.sent == repeating - 1


def test_help_that_was_called_for_stays(talker: Talker) -> None:
    talker.says("bonjour")
    talker.says("je m'appelle Léa Renard et j'ai envie de mourir")
    lines = talker.told(2)
    talker.takes_back("efface mon dernier message")
    assert talker.leaves("Renard") == []
    assert talker.told(2) == lines
    # The talk about it goes on where it was.
    assert [each.signal for each in talker.messages()][1:] == ["danger", "danger"]
    assert any("112" in each for each in talker.says("je vais le faire ce soir"))


def test_a_message_is_taken_back_while_a_counsellor_has_the_talk(talker: Talker) -> None:
    add_counsellors(talker.parts.engine, ["Conseil A"], duty="on")
    talker.says("bonjour")
    talker.says(NAMED)
    with writing(talker.parts.engine) as unit:
        unit.execute(conversations.update().values(owner="human"))
        unit.commit()
    assert "est effacé" in talker.takes_back("efface mon dernier message")[0]["text"]
    assert talker.leaves("Bensaïd") == []


def test_asking_for_all_to_be_erased_is_still_asked_first(talker: Talker, sentence: Any) -> None:
    talker.says("bonjour")
    assert sentence("utter_erase_confirm") in talker.says("efface mes données")
    assert read_rows(talker.parts.engine, inbox, inbox.c.body == "bonjour", inbox.c.id)
