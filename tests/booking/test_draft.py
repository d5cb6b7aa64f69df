"""What of an appointment is read in words, and what is not."""

from __future__ import annotations

import pytest

from bot.booking.draft import Draft, kind_in, purpose, way_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("une question courte", "short"),
        ("rdv rapide 20 min", "short"),
        ("un entretien d'orientation", "orientation"),
        ("rendez-vous avec un conseiller", "orientation"),
        ("un entretien", "orientation"),
        ("venir visiter avec ma classe", "class_visit"),
        ("le 20 janvier", None),
        ("le plus vite possible", None),
        ("je suis en 6e classe", None),
        ("un entretien d'embauche", None),
        ("rdv jeudi 14:20", None),
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert kind_in(text) == kind


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("par téléphone", "telephone"),
        ("par tel", "telephone"),
        ("en visio", "video"),
        ("sur place", "on_site"),
        ("je m'appelle Sam", None),
        ("travailler dans la vidéo", None),
        ("j'ai pas envie de venir", None),
    ],
)
def test_ways(text: str, way: str | None) -> None:
    assert way_in(text) == way


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("annuler mon rdv", "cancel"),
        ("je viens plus", "cancel"),
        ("je peux pas venir demain", "cancel"),
        ("décaler mon rdv", "move"),
        ("changer l'heure de mon rdv", "move"),
        ("changer de jour", "move"),
        ("c'est quand mon rendez-vous", "mine"),
        ("un rendez-vous pour changer de métier", None),
        ("rdv pour changer d'école", None),
        ("un rdv pour avancer dans mon projet", None),
        ("je voudrais un rendez-vous", None),
    ],
)
def test_purposes(text: str, wanted: str | None) -> None:
    assert purpose(text) == wanted


def test_a_draft_is_kept_with_its_question() -> None:
    for draft in (Draft(), Draft("short", "video", "mardi", 7)):
        assert Draft.from_values(draft.values()) == draft
