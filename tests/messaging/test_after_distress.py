"""CARE S3: what follows a call for help never loops, is never the whole block again, and is kept in
no notebook; whatever the topic."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import pytest

from bot.care.detector import CONCERN, DANGER, FRIEND, Signal, detect
from bot.messaging.non_text_input import OTHER
from bot.messaging.preprocessing import PreprocessedMessage
from bot.messaging.turn_processor import answer_message
from tests.support.conversation_client import ConversationClient

# A sentence of each topic, and of a worry about somebody else.
TOPICS = {
    "suicide": "je veux mourir",
    "self_harm": "je me coupe les bras",
    "home_violence": "mon père me frappe",
    "sexual_violence": "mon oncle m'a violée",
    "sextortion": "on me fait du chantage avec mes nudes",
    "advances": "j'ai 14 ans tu veux voir une photo de moi toute nue",
    "bullying": "je me fais harceler à l'école",
    "forced_marriage": "mes parents veulent me marier de force",
    "running_away": "je veux fuguer",
    "eating": "je me fais vomir après manger",
    "addiction": "j'arrive plus à arrêter de boire",
    "homeless": "je dors dehors",
    "distress": "je suis en dépression depuis des mois",
    "friend": "ma pote veut se suicider",
}
# What they may say then, all of it once and some of it again.
FOLLOWING = (
    *("oui", "depuis 2 ans", "je sais pas", "c'est gratuit ?", "j'ai pas de crédit", "oui"),
    *("ils vont le dire à mes parents ?", "tu vas le dire à quelqu'un ?", "vous êtes qui ?"),
    *("non je veux pas appeler", "j'ai peur d'appeler", "j'ai peur d'appeler", "merci", "merci"),
    *("ta gueule", "non", "c'est à la maison", "toujours", "je sais pas", "ils répondent pas"),
)


@pytest.fixture
def person(parts: Any) -> ConversationClient:
    return ConversationClient(parts)


def test_these_are_the_topics() -> None:
    assert {name: detect(text).topic for name, text in TOPICS.items()} == {n: n for n in TOPICS}


@pytest.mark.parametrize("topic", TOPICS)
def test_s3_nothing_is_said_twice_in_a_row_and_the_whole_help_only_once(
    person: ConversationClient, topic: str
) -> None:
    whole = person.says(TOPICS[topic])[0]
    before = whole
    for words in FOLLOWING:
        (said,) = [each for each in person.says(words) if "Personne de la Cité" not in each]
        assert "112" in said, words
        assert said != before, words
        assert said.splitlines()[0] != whole.splitlines()[0], words
        before = said
    again = person.says(TOPICS[topic])[0]
    assert len(again) < len(whole)
    assert person.notebook() is None


@pytest.mark.parametrize("topic", [name for name in TOPICS if name != FRIEND])
def test_s3_the_same_again_and_again_varies_and_is_shorter(
    person: ConversationClient, topic: str
) -> None:
    said = [person.says(TOPICS[topic])[0] for _ in range(7)]
    assert len(set(said[:6])) == 6
    assert [each for each in said if "112" not in each] == []
    assert [each for each in said[2:] if len(each) >= len(said[0])] == []
    assert [each for each in said if "?" not in each] == []


def tells(person: ConversationClient, text: str, signal: Signal) -> list[str]:
    """They write what was read as this, by whichever reading."""
    head = person.sends(text)
    assert head is not None
    answer_message(person.parts, head, PreprocessedMessage(None, signal))
    return person.told(head.seq)


def test_s3_a_worry_that_becomes_a_danger_gets_the_whole_help(person: ConversationClient) -> None:
    concern, danger = (Signal(level, "suicide", "suicide") for level in (CONCERN, DANGER))
    assert "Je prends ça au sérieux" in tells(person, "un", concern)[0]
    assert "Urgences" in tells(person, "deux", danger)[0].split("\n")[2]
    assert "Je prends ça au sérieux" not in tells(person, "trois", concern)[0]


def test_s3_a_worry_without_a_name_goes_on_with_the_talk_that_stands(
    person: ConversationClient,
) -> None:
    """It is no step down to a help for less; a danger, or another matter, is a talk of its own."""
    general = Signal(CONCERN, "distress", "running_away")
    person.says("je veux mourir")
    assert "0800 32 123" in tells(person, "un", general)[0]
    assert "rien promettre" in tells(person, "ils vont le dire à mes parents ?", general)[0]
    assert (
        "Personne n'a à subir ça"
        in tells(person, "deux", Signal(CONCERN, "bullying", "bullying"))[0]
    )
    assert "à l'abri" in tells(person, "trois", Signal(DANGER, "home_violence", "home_violence"))[0]


@pytest.mark.parametrize(
    ("hours", "words", "heard"),
    [
        (1.9, "depuis 2 ans", True),
        (3, "depuis 2 ans", True),
        (3, "oui", True),
        (3, "bonjour", True),
        (3, "j'ai peur d'appeler", True),
        (3, "j'aime coudre des robes", False),
        (3, "comment on devient infirmier", False),
        (25, "oui", False),
        (25, "bonjour", False),
        (25, "j'ai peur d'appeler", False),
    ],
)
def test_s3_how_long_a_word_is_about_it_still(
    person: ConversationClient, clock: Any, hours: float, words: str, heard: bool
) -> None:
    person.says("je veux mourir")
    clock.now += dt.timedelta(hours=hours)
    assert ("112" in " ".join(person.says(words))) is heard


def test_s3_after_other_talk_only_the_fear_of_calling_is_about_it(
    person: ConversationClient,
) -> None:
    person.says("je veux mourir")
    person.says("comment on devient infirmier")
    assert "112" not in " ".join(person.says("depuis 2 ans"))
    assert "112" in " ".join(person.says("j'ose pas appeler"))


def test_s3_a_photo_says_nothing_and_is_met_with_less_each_time(person: ConversationClient) -> None:
    person.says("je veux mourir")
    said = [_sends(person, "[photo]") for _ in range(3)]
    assert len({each[-1] for each in said}) == 3
    assert [each for each in said if "112" not in each[-1]] == []
    assert [each for each in said if "images" not in each[0]] == []


def _sends(person: ConversationClient, mark: str) -> list[str]:
    head: Optional[Any] = person.sends_other(OTHER, mark)
    assert head is not None
    person.gets(head)
    return person.told(head.seq)


def test_s1_what_the_classifier_heard_is_answered_whatever_fails_behind_it(
    parts: Any, person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Signal(DANGER, "suicide", "suicide")
    monkeypatch.setattr("bot.messaging.preprocessing.combine_readings", lambda *given: heard)

    def broken(*given: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(type(parts.dialogue), "read", broken)
    assert "Je prends ça au sérieux" in person.says("un mot que personne ne lit")[0]
