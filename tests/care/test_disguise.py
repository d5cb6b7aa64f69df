"""CARE S1b: what hides a word from a filter hides it from nobody, and everyday digits stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.detector import detect
from bot.language.disguise import to_visible_text
from bot.language.pattern_normalisation import normalise_for_patterns

PLAIN = "je veux mourir"
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u034f", "\U000e0020")
HIDDEN = [
    *(f"je veux mou{char}rir" for char in INVISIBLE),
    "je\u200bveux\u200bmourir",
    "je veux мourir",
    "je veux mοurіr",
    "je veux ｍｏｕｒｉｒ",
    "je veux 𝐦𝐨𝐮𝐫𝐢𝐫",
    "je veux ⓜⓞⓤⓡⓘⓡ",
    "je veux m\u0336o\u0336u\u0336r\u0336i\u0336r\u0336",
    "je veux m0ur1r",
    "je v€ux mourir",
    "je veux   m o u r i r",
    "je veux m o u r i r c tt",
    "j e   v e u x   m o u r i r",
    "jveu crevé",
    "envie 2 me noyé",
    "je veux m*urir",
    "je veux m**rir",
    "je veux mou.rir",
    "je veux m.o.u.r.i.r",
    "je veux m o u r i r",
    "je veux mou rir",
    "je.veux.mourir",
    "je_veux_mourir",
    "je veux mouuurirrr",
    "je v e u x m o u r i r",
    "jeveuxmourir",
    "jveuxmourir",
]


@pytest.mark.parametrize("said", HIDDEN)
def test_s1b_what_is_hidden_is_heard_as_without(said: str) -> None:
    assert detect(said) == detect(PLAIN)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("su1cid3", "suicide"),
        ("$uicide", "suicide"),
        ("s*icide", "suicide"),
        ("su!cide", "suicide"),
        ("suiiicide", "suicide"),
        ("v1ol", "viol"),
        ("p3r3", "pere"),
        ("moruir", "mourir"),
        ("suicde", "suicide"),
        ("voiler", "voiler"),
        ("decouperai", "decouperai"),
        ("debattu", "debatu"),
        ("m e   t u e r", "me tuer"),
        ("20€ le livre", "20 le livre"),
        ("je veux créé un site", "je veux cre un site"),
        ("2 ans", "2 ans"),
    ],
)
def test_s1b_digits_and_signs_stand_for_letters(typed: str, read: str) -> None:
    assert normalise_for_patterns(typed).strip() == read


@pytest.mark.parametrize(
    "typed",
    ["6e", "112", "0800 32 123", "4g", "1er", "16h30", "mp3", "covid19", "b2", "h264", "5tq"],
)
def test_s1b_everyday_digits_stay(typed: str) -> None:
    assert normalise_for_patterns(typed).strip() == typed


@pytest.mark.parametrize("typed", ["rendez-vous", "6e/7e", "p*tain", "porte-à-porte", "art. 5"])
def test_s1b_everyday_signs_make_no_other_word(typed: str) -> None:
    assert detect(typed).level == "none"


@pytest.mark.parametrize("typed", ["Je veux être infirmière, à Liège ?", "Я хочу вчитися", "شكرا"])
def test_s1b_what_can_be_seen_stays_as_it_is(typed: str) -> None:
    assert to_visible_text(typed) == typed


@given(st.text(max_size=80))
def test_s1b_seeing_never_raises_and_is_done_once(text: str) -> None:
    seen = to_visible_text(text)
    assert to_visible_text(seen) == seen or not seen.isascii()
    normalise_for_patterns(text)
