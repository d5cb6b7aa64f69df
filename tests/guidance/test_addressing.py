"""« tu » or « vous », read in what the person types."""

import pytest

from bot.guidance import form_of_address


@pytest.mark.parametrize(
    "text",
    [
        "vouvoyez-moi",
        "Pouvez-vous m'aider ?",
        "Vous pouvez me dire ce qu'est le CEFA ?",
        "dites-moi vous",
        "arrête de me tutoyer",
        "ne me tutoyez pas",
        "passez au vous",
        "Donnez-moi l'adresse, je vous remercie",
        "connaissez-vous l'IFAPME ?",
        "on ne se connaît pas, dites-moi vous",
        "Bonjour, je travaille depuis vingt ans dans une imprimerie de Verviers et je m'y ennuie. "
        "Est-ce qu'à mon âge on peut encore apprendre un métier du soin, et en combien de temps ?",
        "à mon âge, je préfère le vous",
        "le tutoiement me gêne",
        "vous me tutoyez, j'ai soixante ans",
        "qui t'a permis de me tutoyer ?",
        "je veux vous, pas tu",
        "pourriez-vous me dire vous plutôt que tu ?",
        "repassons au vous",
    ],
)
def test_a_request_for_vous_is_recognised(text: str) -> None:
    assert form_of_address.parse_requested_form(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "tutoie-moi",
        "tu peux me tutoyer",
        "pas besoin de me vouvoyer",
        "pk tu me dis vous",
        "ça fait bizarre le vous, tutoie-moi",
        "le vous me vieillit",
        "chui pas ton prof, dis-moi tu",
        "pas de vous avec moi",
        "on peut se dire tu ?",
        "vous pouvez me dire tu, ça ne me dérange pas",
        "passer du vous au tu",
        "laisse tomber le vouvoiement",
    ],
)
def test_a_request_for_tu_is_recognised(text: str) -> None:
    assert form_of_address.parse_requested_form(text) is False


@pytest.mark.parametrize(
    "text",
    [
        *("vous êtes où ?", "c'est quoi vos heures", "jsp", "", "tu fais quoi", "tu ou vous ?"),
        "bjr moi jsuis en 5e et jsais pas quoi faire apres, jaime les animaux et le sport mais "
        "ma mere elle veut que je fasse un truc serieux comme du droit et moi ca me saoule grave",
    ],
)
def test_other_text_requests_no_form(text: str) -> None:
    assert form_of_address.parse_requested_form(text) is None
