"""What of an appointment is read in words, and what is not."""

from __future__ import annotations

import pytest

from bot.booking.appointment_kinds import INITIAL_KINDS, AppointmentKind
from bot.booking.booking_draft import (
    Draft,
    find_kind,
    find_mode,
    find_named_kind,
    find_purpose,
    is_dropped,
)


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
def test_the_kind_of_an_appointment_is_read(text: str, kind: str | None) -> None:
    assert find_kind(text) == kind


CENTRE = (
    *INITIAL_KINDS,
    AppointmentKind("k_review", "un bilan de compétences", 60),
    AppointmentKind("k_later", "un entretien de suivi", 30),
)


@pytest.mark.parametrize(
    ("text", "is_asked", "kind"),
    [
        ("rdv pour mon bilan de compétence mardi", False, "k_review"),
        ("un entretien pour le suivi", False, "k_later"),  # longer than « un entretien »
        ("un bilan de compétences ou un entretien de suivi", False, None),  # which of the two?
        ("mes compétences", False, None),
        ("compétences", True, "k_review"),
        ("j'ai des compétences en vente", True, None),
        ("une question rapide", True, "short"),
        ("ok", True, None),
    ],
)
def test_the_kinds_of_the_centre_are_read_by_their_names(
    text: str, is_asked: bool, kind: str | None
) -> None:
    assert find_named_kind(text, CENTRE, is_asked) == kind


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
def test_the_mode_of_an_appointment_is_read(text: str, way: str | None) -> None:
    assert find_mode(text) == way


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
def test_the_purpose_of_an_appointment_is_read(text: str, wanted: str | None) -> None:
    assert find_purpose(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "annule",
        "Annuler",
        "annulé",
        "annule stp",
        "non annule",
        "anule ca",
        "en fait annule la demande",
        "laisse tomber",
        "laisse tomber le rdv",
        "stop le rdv",
        "jsuis plus interessé par le rdv",
        "je ne suis plus intéressée",
        "je veux plus de rdv",
        "jveux pas de rendez-vous finalement",
        "j'ai plus besoin du rdv",
        "oublie",
        "tant pis",
        "finalement non",
    ],
)
def test_the_request_is_given_up(text: str) -> None:
    assert is_dropped(text)


@pytest.mark.parametrize(
    "text",
    [
        "annule mon rdv",
        "annule tout",
        "annule ma dernière réponse",
        "stop",
        "mardi",
        "pas mardi",
        "je peux pas mardi",
        "j'ai pas envie de venir",
        "j'ai plus envie d'étudier",
        "je veux plus tard",
        "plus tard",
        "on m'a annulé mon stage",
        "laisse tomber cette piste",
        "pas besoin de diplôme ?",
    ],
)
def test_something_else_is_given_up_or_nothing(text: str) -> None:
    assert not is_dropped(text)


def test_a_draft_is_kept_with_its_question() -> None:
    for draft in (Draft(), Draft("short", "video", "mardi", 7)):
        assert Draft.from_values(draft.values()) == draft
