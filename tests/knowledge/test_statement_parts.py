"""What a told taste is about, read without the words that say that it is one."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.statement_parts import extract_core


@pytest.mark.parametrize(
    ("told", "about"),
    [
        ("j'aimais bien les cours de géographie", "les cours de géographie"),
        ("jadore la pêche", "la pêche"),
        ("plus jamais de comptoir", "comptoir"),
        ("pas envie de bosser de nuit", "bosser de nuit"),
        ("garder les chats des voisins c'est trop bien", "garder les chats des voisins"),
        ("je suis forte en dessin technique", "dessin technique"),
        ("j'aime ça", "j'aime ça"),
        ("souder", "souder"),
    ],
)
def test_the_frame_is_left_out(told: str, about: str) -> None:
    assert extract_core(told) == about


def test_the_frame_of_a_taste_does_not_blur_what_it_points_at(library: Any) -> None:
    bare = dict(library.near("les abeilles", told=True))
    framed = dict(library.near("franchement j'adore les abeilles", told=True))
    assert bare["apiculteur"] >= 0.5
    assert framed["apiculteur"] >= 0.5


def test_each_of_several_things_points_by_itself(library: Any) -> None:
    near = dict(library.near("j'aime la plongée, mais surtout la menuiserie", told=True))
    assert near["menuisier"] >= 0.5


def test_what_only_stands_in_a_description_is_hardly_near(library: Any) -> None:
    """« réseaux sociaux » and « services sociaux » share a word, and no profession."""
    near = dict(library.near("les services sociaux", told=True))
    assert near["assistant-social"] >= 0.5
    assert near.get("brancardier", 0.0) < 0.3


def test_a_refusal_points_at_what_it_refuses(library: Any) -> None:
    assert dict(library.near("surtout pas de guichet de banque", told=True))


def test_a_quotation_is_the_few_words_that_point_there(library: Any) -> None:
    said = "bon alors le mercredi je vais chez ma grand-mère à Spa, et là je fais du pain avec elle"
    assert library.quote(said, "boulanger-patissier") == "là je fais du pain avec elle"
    assert library.quote("faire du pain", "boulanger-patissier") == "faire du pain"
