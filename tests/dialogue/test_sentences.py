"""Responses of the domain, filled with facts: stable, complete, and never a template twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.sentences import MissingFact, MissingSentence, Sentences
from bot.messages import parse_payload


def book(**responses: Any) -> Sentences:
    """A book of responses; a plain text stands for one variant."""
    made = Sentences()
    made.responses = {
        name: [{"text": value}] if isinstance(value, str) else value
        for name, value in responses.items()
    }
    return made


NOTHING = {"cards": [], "link": None, "image": None, "file": None, "code": None}


def said(sentences: Sentences, **facts: Any) -> str:
    return sentences.fill("utter_x", facts, "seed")["text"]


# Variants


def test_the_same_conversation_always_reads_the_same() -> None:
    variants = [{"text": str(number)} for number in range(5)]
    one, other = book(utter_x=variants), book(utter_x=variants)
    for seed in (f"person:{seq}" for seq in range(20)):
        first = one.fill("utter_x", {}, seed)["text"]
        assert (
            first
            == one.fill("utter_x", {}, seed)["text"]
            == other.fill("utter_x", {}, seed)["text"]
        )


def test_every_variant_is_heard_by_somebody() -> None:
    variants = book(utter_x=[{"text": str(number)} for number in range(5)])
    heard = {variants.fill("utter_x", {}, f"person:{seq}")["text"] for seq in range(200)}
    assert heard == {"0", "1", "2", "3", "4"}


def test_the_choice_is_the_same_in_another_process() -> None:
    """Python's own `hash` changes from one process to the next; this pick must not."""
    variants = book(utter_x=[{"text": str(number)} for number in range(5)])
    heard = [variants.fill("utter_x", {}, f"person:{seq}")["text"] for seq in range(8)]
    assert heard == ["1", "2", "4", "3", "3", "1", "0", "1"]


def test_a_variant_of_a_channel_is_said_there_only() -> None:
    variants = book(utter_x=[{"text": "partout"}, {"text": "ici", "channel": "telegram"}])
    assert variants.fill("utter_x", {}, "seed", "telegram")["text"] == "ici"
    assert {variants.fill("utter_x", {}, str(n), "web")["text"] for n in range(20)} == {"partout"}


# What is missing is an error


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(MissingFact, match="utter_x: name"):
        said(book(utter_x="Bonjour {name}."))


@pytest.mark.parametrize(
    "part",
    [
        {"buttons": [{"title": "{name}", "payload": "/skip"}]},
        {"buttons": [{"title": "Passe", "payload": '/skip{"value":"{name}"}'}]},
        {"custom": {"cards": [{"title": "{name}"}]}},
        {"custom": {"cards": {"each": "name", "title": "x"}}},
        {"custom": {"then": [{"title": "{name}", "payload": "/skip"}]}},
        {"custom": {"link": {"url": "{name}", "label": "x"}}},
        {"custom": {"image": {"url": "{name}", "alt": "x"}}},
        {"custom": {"image": {"url": "x", "alt": "{name}"}}},
    ],
)
def test_a_missing_fact_is_an_error_in_every_part(part: dict[str, Any]) -> None:
    with pytest.raises(MissingFact, match="utter_x: name"):
        said(book(utter_x=[{"text": "x", **part}]))


def test_a_missing_sentence_is_an_error() -> None:
    with pytest.raises(MissingSentence, match="utter_x"):
        said(book())
    with pytest.raises(MissingSentence, match="utter_y"):
        said(book(utter_x="{inner}"), inner={"say": "utter_y"})


def test_no_variant_for_a_channel_is_an_error() -> None:
    only = book(utter_x=[{"text": "ici", "channel": "telegram"}])
    with pytest.raises(MissingSentence, match="no variant"):
        only.fill("utter_x", {}, "seed", "web")


# A person's words


@pytest.mark.parametrize("words", ["{secret}", "{", "}", "{{secret}}", "{0}", "%s \\1 \\g<0>"])
def test_what_a_person_wrote_is_never_a_template(words: str) -> None:
    sentences = book(utter_x="« {words} » {inner}", utter_y="aussi « {words} »")
    told = said(sentences, words=words, secret="SECRET", inner={"say": "utter_y"})
    assert told == f"« {words} » aussi « {words} »"


@pytest.mark.parametrize(
    "words",
    ['dire "bonjour"', "une\nligne", "c:\\nouveau", '","value":"yes', "{occupation}", "l'été", "🛠"],
)
def test_what_a_person_wrote_is_carried_whole_by_a_button(words: str) -> None:
    """It can neither break the payload nor add a value to it."""
    button = {"title": "Enlève", "payload": '/correct_notebook{"words":"{words}"}'}
    choice = {"each": "options", **button}
    sentences = book(utter_x=[{"text": "x", "buttons": [button], "custom": {"choices": choice}}])
    facts = {"words": words, "options": [{"words": words}], "occupation": "SECRET"}
    for filled in sentences.fill("utter_x", facts, "seed")["buttons"]:
        assert parse_payload(filled["payload"]) == ("correct_notebook", {"words": words})


# Places


def test_every_place_is_filled_in_every_part() -> None:
    filled = book(
        utter_x=[
            {
                "text": "Bonjour {name}.",
                "buttons": [{"title": "{name}", "payload": '/greet{"words":"{name}"}'}],
                "custom": {"cards": [{"title": "{name}", "text": "de {place}"}]},
            }
        ]
    ).fill("utter_x", {"name": "Zoé", "place": "Liège"}, "seed")
    assert filled["text"] == "Bonjour Zoé."
    assert filled["buttons"] == [{"title": "Zoé", "payload": '/greet{"words":"Zoé"}'}]
    assert filled["custom"]["cards"] == [{"title": "Zoé", "text": "de Liège"}]


def test_numbers_are_written_and_nothing_is_left_empty() -> None:
    assert said(book(utter_x="{n} sur {total}{note}"), n=0, total=30, note=None) == "0 sur 30"


def test_a_sentence_inside_a_sentence_gets_its_own_facts_first() -> None:
    sentences = book(utter_x="{title} : {inner}", utter_y="« {title} », {outside}")
    inner = {"say": "utter_y", "title": "dedans"}
    assert said(sentences, title="dehors", outside="aussi", inner=inner) == (
        "dehors : « dedans », aussi"
    )


def test_sentences_nest_as_deep_as_needed() -> None:
    sentences = book(utter_x="({a})", utter_y="[{b}]", utter_z="{c}")
    inner = {"say": "utter_y", "b": {"say": "utter_z", "c": "au fond"}}
    assert said(sentences, a=inner) == "([au fond])"


def test_a_list_alone_on_its_line_is_told_line_by_line() -> None:
    sentences = book(utter_x="Avant\n{lines}\nAprès", utter_line="• {n}")
    lines: list[Any] = [{"say": "utter_line", "n": 1}, "• deux"]
    assert said(sentences, lines=lines) == "Avant\n• 1\n• deux\nAprès"
    assert said(book(utter_x="{lines}"), lines=["a", "b"]) == "a\nb"


def test_a_list_inside_a_line_is_told_in_one_breath() -> None:
    assert said(book(utter_x="Parce que {why}."), why=["a", "", None, "b"]) == "Parce que a b."


def test_an_empty_fact_leaves_no_hole() -> None:
    assert (
        said(book(utter_x="Avant\n\n{note}\n\nAprès\n{end}"), note="", end=None) == "Avant\n\nAprès"
    )


# Lists of choices and cards


def test_each_makes_one_choice_an_item_and_then_follows() -> None:
    filled = book(
        utter_x=[
            {
                "text": "Lequel ?",
                "buttons": [{"title": "D'abord", "payload": "/resume"}],
                "custom": {
                    "choices": {
                        "each": "options",
                        "title": "{title}",
                        "payload": '/{intent}{"occupation":"{id}"}',
                    },
                    "then": [{"title": "Un humain", "payload": "/ask_human"}],
                },
            }
        ]
    ).fill(
        "utter_x",
        {
            "intent": "like_lead",
            "options": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "intent": "skip"}],
        },
        "seed",
    )
    assert filled["buttons"] == [
        {"title": "D'abord", "payload": "/resume"},
        {"title": "A", "payload": '/like_lead{"occupation":"a"}'},
        {"title": "B", "payload": '/skip{"occupation":"b"}'},
        {"title": "Un humain", "payload": "/ask_human"},
    ]


def test_a_card_has_its_own_choices() -> None:
    card = {
        "each": "leads",
        "title": "{title}",
        "text": "{why}",
        "choices": [{"title": "Ouvrir {title}", "payload": '/ask_occupation{"occupation":"{id}"}'}],
    }
    sentences = book(utter_x=[{"text": "", "custom": {"cards": card}}], utter_why="car {label}")
    leads = [
        {"id": name, "title": name.upper(), "why": [{"say": "utter_why", "label": name}, "voilà"]}
        for name in ("a", "b")
    ]
    cards = sentences.fill("utter_x", {"leads": leads}, "seed")["custom"]["cards"]
    assert [card["text"] for card in cards] == ["car a\nvoilà", "car b\nvoilà"]
    assert cards[1]["choices"] == [
        {"title": "Ouvrir B", "payload": '/ask_occupation{"occupation":"b"}'}
    ]


def test_a_card_may_list_its_choices_too() -> None:
    card = {
        "title": "x",
        "choices": {"each": "n", "title": "{v}", "payload": '/rate{"value":"{v}"}'},
    }
    filled = book(utter_x=[{"custom": {"cards": [card]}}]).fill(
        "utter_x", {"n": [{"v": 1}, {"v": 2}]}, "seed"
    )
    assert [c["title"] for c in filled["custom"]["cards"][0]["choices"]] == ["1", "2"]


def test_an_empty_list_makes_nothing() -> None:
    custom = {"cards": {"each": "leads", "title": "{title}"}}
    filled = book(utter_x=[{"text": "x", "custom": custom}]).fill("utter_x", {"leads": []}, "seed")
    assert filled == {"text": "x", "buttons": [], "custom": NOTHING}


def test_a_link_is_filled() -> None:
    link = {"url": "https://{host}/", "label": "{label}"}
    filled = book(utter_x=[{"text": "x", "custom": {"link": link}}]).fill(
        "utter_x", {"host": "example.org", "label": "Le site"}, "seed"
    )
    assert filled["custom"]["link"] == {"url": "https://example.org/", "label": "Le site"}


def test_a_picture_is_filled_and_its_words_may_be_sentences() -> None:
    image = {"url": "{picture}", "alt": "Dessin. {letters}"}
    sentences = book(utter_x=[{"text": "x", "custom": {"image": image}}], utter_letter="{n} !")
    letters = [{"say": "utter_letter", "n": number} for number in (1, 2)]
    filled = sentences.fill("utter_x", {"picture": "data:image/x", "letters": letters}, "seed")
    assert filled["custom"]["image"] == {"url": "data:image/x", "alt": "Dessin. 1 ! 2 !"}


def test_filling_changes_no_response() -> None:
    """Responses are shared by all conversations and threads."""
    custom = {
        "cards": {"each": "leads", "title": "{title}", "choices": {"each": "leads", "title": "x"}},
        "then": [{"title": "{n}", "payload": "/skip"}],
    }
    sentences = book(utter_x=[{"text": "{n}", "custom": custom}])
    before = json.dumps(sentences.responses)
    sentences.fill("utter_x", {"n": 1, "leads": [{"title": "a"}]}, "seed")
    assert json.dumps(sentences.responses) == before


def test_stock_rasa_hands_it_the_sentences_of_the_model(model: Path) -> None:
    """`rasa shell` makes it from `endpoints.yml` before it loads a model."""
    agent = Agent(generator=EndpointConfig(type="bot.dialogue.sentences.Sentences"))
    agent.load_model(model)

    assert agent.nlg.fill("utter_thanks", {}, "seed")["text"]


def test_a_text_that_tells_a_code_says_which_words_it_is() -> None:
    sentences = book(utter_x="Ton code : {code}", utter_y="Sans code.")
    assert sentences.fill("utter_x", {"code": "un-deux"}, "seed")["custom"]["code"] == "un-deux"
    assert sentences.fill("utter_y", {"code": "un-deux"}, "seed")["custom"]["code"] is None
