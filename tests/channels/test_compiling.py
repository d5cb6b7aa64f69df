"""Replies within the limits of a platform: nothing too long, nothing lost, every choice reached.

That the limits are the platforms' own is what their doubles check, with tables of their own.
"""

from __future__ import annotations

import os
import re

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel_registry import MessageLimits
from bot.channels.messenger import LIMITS as MESSENGER
from bot.channels.reply_compiler import ChannelWords, PlatformMessage, compile_reply
from bot.channels.telegram import LIMITS as TELEGRAM
from bot.channels.text_splitter import shorten_line, split_text, utf16_length
from bot.messages import Card, Choice, File, Link, Picture, Reply
from bot.messaging import non_text_input
from tests.support.reply_strategies import replies, texts

WORDS = ChannelWords(more="Plus de choix", source="Source : {origin}", human="La Cité :")
EXAMPLES = int(os.environ.get("REPLIES", "40"))
BOTH = pytest.mark.parametrize("limits", [TELEGRAM, MESSENGER], ids=["telegram", "messenger"])
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def compiled(
    reply: Reply, limits: MessageLimits, site: str = "https://b.example"
) -> tuple[PlatformMessage, ...]:
    return compile_reply(reply, 7, limits, WORDS, site)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(messages: tuple[PlatformMessage, ...]) -> str:
    """All that can be read, without blanks."""
    tiles = [f"{card.title}{card.text}" for each in messages for card in each.tiles]
    return bare("".join([*(each.text for each in messages), *tiles]))


def reached(reply: Reply, limits: MessageLimits) -> set[str]:
    """The tokens that can be pressed, going through « Plus de choix » as far as it leads."""
    found: set[str] = set()
    while True:
        messages = compiled(reply, limits)
        pressed = [
            choice.token
            for each in messages
            for choice in (
                *each.buttons,
                *each.quick_replies,
                *(choice for card in each.tiles for choice in card.choices),
            )
        ]
        found.update(token for token in pressed if not non_text_input.is_more_token(token))
        more = [token for token in pressed if non_text_input.is_more_token(token)]
        if not more:
            return found
        reply = Reply(choices=reply.choices[int(more[0].split(".")[2]) :])


# Texts


@many
@given(texts(), st.sampled_from([2, 20, 80, 640, 2000]))
def test_pieces_fit_and_lose_only_blanks(text: str, most: int) -> None:
    pieces = split_text(text, most)
    assert [piece for piece in pieces if not (0 < utf16_length(piece) <= most)] == []
    assert bare("".join(pieces)) == bare(text)


@many
@given(texts(), st.sampled_from([20, 640]))
def test_no_emoji_is_cut_in_two(text: str, most: int) -> None:
    whole = regex.findall(r"\X", bare(text))
    kept = [part for piece in split_text(text, most) for part in regex.findall(r"\X", bare(piece))]
    assert kept == whole


def test_a_text_is_cut_where_a_reader_pauses() -> None:
    assert split_text("Une phrase. Une autre phrase. La fin.", 30) == [
        "Une phrase. Une autre phrase.",
        "La fin.",
    ]
    assert split_text("Un début.\n\nUne suite assez longue ici.", 30) == [
        "Un début.\n\nUne suite assez",
        "longue ici.",
    ]
    assert split_text("Assez long au début.\n\nUne suite.", 25) == [
        "Assez long au début.",
        "Une suite.",
    ]


def test_one_cluster_that_is_too_long_is_cut_all_the_same() -> None:
    assert "".join(split_text("e" + "\u0301" * 5000, 640)) == "e" + "\u0301" * 5000


@many
@given(texts(most=200), st.integers(6, 80))
def test_a_label_is_shortened_to_fit_on_one_line(text: str, most: int) -> None:
    short = shorten_line(text, most)
    assert utf16_length(short) <= most
    assert "\n" not in short


def test_a_label_is_cut_after_a_word() -> None:
    assert shorten_line("Conseillère en orientation", 20) == "Conseillère en…"
    assert shorten_line("Anticonstitutionnellement", 20) == "Anticonstitutionnel…"


# Any reply


@BOTH
@many
@given(reply=replies())
def test_no_limit_is_broken(limits: MessageLimits, reply: Reply) -> None:
    messages = compiled(reply, limits)
    assert messages
    for each in messages:
        most = limits.caption if each.picture else limits.beside if each.buttons else limits.text
        assert utf16_length(each.text) <= most
        assert each.text.strip() == each.text
        assert each.text or each.picture or each.file or each.tiles
        assert len(each.buttons) <= limits.persistent_buttons
        assert len(each.quick_replies) <= limits.quick_replies
        for choice in (*each.buttons, *each.quick_replies):
            assert 0 < utf16_length(choice.label) <= limits.label
            assert len(choice.token.encode()) <= 64
        assert len(each.tiles) <= limits.tiles
        for card in each.tiles:
            assert 0 < utf16_length(card.title) <= limits.tile
            assert 0 < utf16_length(card.text) <= limits.tile
            assert len(card.choices) <= limits.persistent_buttons
        assert [
            (start, end)
            for start, end in each.bold
            if not (0 <= start < end <= utf16_length(each.text))
        ] == []
    assert [each for each in messages[:-1] if each.quick_replies] == []


@BOTH
@many
@given(reply=replies())
def test_nothing_that_is_said_is_lost(limits: MessageLimits, reply: Reply) -> None:
    text = shown(compiled(reply, limits))
    said = [reply.text, *(card.title for card in reply.cards), *(card.text for card in reply.cards)]
    said += [reply.image.alt] if reply.image else []
    said += [reply.link.label] if reply.link else []
    assert [each for each in map(bare, said) if each not in text] == []
    messages = compiled(reply, limits)
    assert [each.picture for each in messages if each.picture] == (
        [reply.image] if reply.image else []
    )
    assert [each.file for each in messages if each.file] == ([reply.file] if reply.file else [])


@BOTH
@many
@given(reply=replies())
def test_every_choice_can_be_reached(limits: MessageLimits, reply: Reply) -> None:
    assert reached(reply, limits) == {choice.token for choice in reply.offered}


@BOTH
@many
@given(reply=replies())
def test_a_shortened_label_stands_in_full_in_the_text(limits: MessageLimits, reply: Reply) -> None:
    messages = compiled(reply, limits)
    text = shown(messages)
    labels = {choice.token: choice.label for choice in reply.offered}
    for each in messages:
        for choice in (*each.buttons, *each.quick_replies):
            full = labels.get(choice.token, choice.label).strip()
            assert choice.label.endswith(" ".join(full.split())) or bare(full) in text


@BOTH
@many
@given(reply=replies())
def test_the_same_reply_gives_the_same_messages(limits: MessageLimits, reply: Reply) -> None:
    assert compiled(reply, limits) == compiled(Reply.from_json(reply.to_json()), limits)


# How it reads

THREE = tuple(Choice(f"Piste {n}", f"t{n}") for n in range(3))


def test_a_short_reply_is_one_message() -> None:
    (message,) = compiled(Reply("Bonjour.", THREE), TELEGRAM)
    assert (message.text, message.buttons) == ("Bonjour.", THREE)
    (message,) = compiled(Reply("Bonjour.", THREE), MESSENGER)
    assert (message.text, message.quick_replies) == ("Bonjour.", THREE)


def test_long_labels_are_numbered_and_listed() -> None:
    choices = (Choice("Oui", "a"), Choice("Technicienne ou technicien de maintenance", "b"))
    (message,) = compiled(Reply("Laquelle ?", choices), MESSENGER)
    assert message.text == "Laquelle ?\n\n1. Oui\n2. Technicienne ou technicien de maintenance"
    assert [each.label for each in message.quick_replies] == ["1. Oui", "2. Technicienne ou…"]


def test_cards_become_one_list_whose_buttons_say_which_card() -> None:
    cards = tuple(
        Card(name, "Un métier.", "Le Forem", "2026-01-02", (Choice("Ouvrir", name),))
        for name in ("Soudeuse", "Jardinier")
    )
    (message,) = compiled(Reply("Deux pistes.", cards=cards), TELEGRAM)
    assert message.text == (
        "Deux pistes.\n\n1. Soudeuse\nUn métier.\nSource : Le Forem · 2026-01-02\n\n"
        "2. Jardinier\nUn métier.\nSource : Le Forem · 2026-01-02"
    )
    assert [each.label for each in message.buttons] == ["1 · Ouvrir", "2 · Ouvrir"]
    encoded = message.text.encode("utf-16-le")
    bold = [encoded[2 * start : 2 * end].decode("utf-16-le") for start, end in message.bold]
    assert bold == ["1. Soudeuse", "2. Jardinier"]


def test_short_cards_stand_side_by_side_where_that_exists() -> None:
    cards = tuple(Card(name, "Un métier.", choices=(Choice("Ouvrir", name),)) for name in "AB")
    first, second = compiled(Reply("Deux.", THREE, cards), MESSENGER)
    assert first.text == "Deux."
    assert (len(second.tiles), second.quick_replies) == (2, THREE)


def test_blanks_around_what_a_card_says_take_no_room() -> None:
    label, title = "x" * MESSENGER.label, "y" * MESSENGER.tile
    card = Card(f" {title} ", "Une ligne.", None, None, (Choice(f"{label} ", "t"),))
    [message] = compiled(Reply("", cards=(card, card)), MESSENGER)
    assert {(each.title, each.choices[0].label) for each in message.tiles} == {(title, label)}


def test_a_picture_has_its_words_beside_it_or_before_it() -> None:
    picture = Picture("data:image/svg+xml;base64,PHN2Zy8+", "Six barres.")
    for limits, texts_ in (
        (TELEGRAM, ["Voilà.", "Six barres."]),
        (MESSENGER, ["Voilà.", "Six barres.", ""]),
    ):
        messages = compiled(Reply("Voilà.", image=picture), limits)
        assert [each.text for each in messages] == texts_
        assert messages[-1].picture == picture


def test_a_page_of_ours_is_named_only_where_it_can_be_reached() -> None:
    reply = Reply("Là.", link=Link("/carnet", "Mon carnet"))
    assert compiled(reply, TELEGRAM)[0].text == "Là.\n\nMon carnet : https://b.example/carnet"
    assert compiled(reply, TELEGRAM, site="")[0].text == "Là."


def test_a_file_comes_before_the_choices() -> None:
    file = File("/carnet/pdf", "carnet.pdf", "application/pdf", "Mon carnet en PDF")
    messages = compiled(Reply("Ton carnet.", THREE, file=file), MESSENGER)
    assert [each.file for each in messages] == [None, file]
    assert messages[-1].quick_replies == THREE


def test_a_counsellor_is_announced() -> None:
    (message,) = compiled(Reply("Bonjour !", author="human"), TELEGRAM)
    assert message.text == "La Cité :\n\nBonjour !"
