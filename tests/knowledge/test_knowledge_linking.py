"""Which professions a text names, and when the bot has to ask."""

from __future__ import annotations

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.profession_linking import link_professions
from knowledge.search_index import SearchIndex
from tests.support.knowledge_factories import WordEmbedder, occupation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je veux devenir infirmiere", ["infirmier"]),
        ("compare infirmier et kiné", ["kinesitherapeute", "infirmier"]),
        ("c koi un mecano moto", ["mecanicien-moto"]),
        ("mécanicienne de motos", ["mecanicien-moto"]),
        ("les infirmières et les aides-soignantes", ["infirmier", "aide-soignant"]),
        ("aidesoignante", ["aide-soignant"]),
        ("infirmier·ère", ["infirmier"]),
        ("infermier", ["infirmier"]),
        ("kinésiterapeute", ["kinesitherapeute"]),
        ("kinési thérapeute", ["kinesitherapeute"]),
        ("garagiste, garagiste, garagiste", ["mecanicien-auto"]),
        ("mécanicien qui répare des motos", ["mecanicien-moto"]),
        ("mécano moto, un mécanicien quoi", ["mecanicien-moto"]),
    ],
)
def test_a_profession_named_in_full_is_certain(index, text, expected):
    found = link_professions(text, None, index)
    assert sorted(found.occupation_ids) == sorted(expected)
    assert found.certain


def test_several_come_in_the_order_of_the_text(index):
    found = link_professions("plutôt kiné ou infirmière ?", None, index)
    assert found.occupation_ids == ("kinesitherapeute", "infirmier")


@pytest.mark.parametrize("text", ["mécanicien", "c'est quoi mécano"])
def test_a_name_of_several_is_asked(index, text):
    found = link_professions(text, None, index)
    assert set(found.candidates) == {"mecanicien-auto", "mecanicien-moto"}
    assert not found.certain


def test_the_vector_orders_what_is_asked(index, embedder):
    said = []

    def embed(text):
        said.append(text)
        return embedder.query("répare des motos")

    found = link_professions("mécanicien", embed, index)
    assert found.candidates == ("mecanicien-moto", "mecanicien-auto")
    assert link_professions("mécanicienne", embed, index).candidates == found.candidates
    assert said == ["mecanicien", "mecanicien"]  # read alike, and no more than once each


@pytest.mark.parametrize("text", ["réparer des voitures", "la mécanique"])
def test_a_field_or_an_activity_only_suggests(index, text):
    found = link_professions(text, None, index)
    assert found.candidates == ("mecanicien-auto",)
    assert not found.certain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "j'aime la photo",
        "je ne sais pas quoi faire de ma vie",
        "parler à un conseiller",
        "j'aime voyager et conduire",
        "ma copine m'a quitté",
        "un facteur, un notaire",
        "l'infirmerie de l'école",
    ],
)
def test_ordinary_words_name_nothing(index, text):
    assert link_professions(text, None, index).mentions == ()


def test_another_trade_is_no_misspelling():
    base = KnowledgeBase(entries=[occupation("comedien", "actrice", "acteur")])
    index = SearchIndex(base, WordEmbedder())
    assert link_professions("facteur", None, index).mentions == ()
    assert link_professions("docteur", None, index).mentions == ()
    assert link_professions("acteurr", None, index).occupation_ids == ("comedien",)


@pytest.mark.parametrize(
    "text",
    [
        "mon frère est autiste",
        "avant que mamy meure",
        "jarrive pas à me taire",
        "g trop mal au palier",
        "enfin c'est pas si grave",
    ],
)
def test_a_word_of_every_day_misspells_no_trade_of_the_real_base(real_index, text):
    assert link_professions(text, None, real_index).mentions == ()


def test_certainty_falls_with_a_correction(index):
    exact, corrected = (
        link_professions("infirmier", None, index),
        link_professions("infirmierr", None, index),
    )
    assert exact.mentions[0].certainty == 1.0
    assert corrected.mentions[0].certainty == 0.9


def test_every_title_of_the_real_base_names_its_profession(real_base, real_index):
    for entry in real_base.occupations.values():
        for title in (entry.title.f, entry.title.m):
            assert (
                entry.id
                in link_professions(f"je veux devenir {title}", None, real_index).occupation_ids
            )


@pytest.mark.parametrize("text", ["jveux etre mecano", "mécano c combien d'années", "c koi mecano"])
def test_a_whole_name_is_among_those_that_only_begin_so(text, library):
    assert "mecanicien-auto" in library.link(text).candidates


def test_a_whole_name_begins_no_longer_one_and_a_branch_only_suggests():
    hunter = occupation(
        "chasseur",
        "chasseuse",
        "chasseur",
        whole_names=["dresseur de faucons"],
        branches=["fauconnerie"],
    )
    index = SearchIndex(KnowledgeBase(entries=[hunter]), WordEmbedder())
    assert link_professions("dresseuse de faucons", None, index).occupation_ids == ("chasseur",)
    assert not link_professions("dresseur", None, index).candidates
    branch = link_professions("la fauconnerie", None, index)
    assert branch.candidates == ("chasseur",)
    assert not branch.occupation_ids
