"""Professions named in other languages: as in the list, inflected, and in Latin letters."""

from __future__ import annotations

import pytest

from bot.settings import PROJECT_ROOT
from knowledge.foreign_names import ForeignNames

NAMES = ForeignNames.load(PROJECT_ROOT / "knowledge" / "data")


def named(text: str, language: str) -> list[str]:
    return [each.entry for each in NAMES.find(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "entry"),
    [
        ("хочу працювати зварювальником", "uk", "soudeur"),
        ("moia sestra pratsiuie kukharkoiu", "uk", "cuisinier"),
        ("hledaiu robotu elektrykom", "uk", "electricien-installateur"),
        ("on iki senedir kaynakçıyım", "tr", "soudeur"),
        ("abim boyaci", "tr", "peintre-en-batiment"),
        ("hay trabajo para soldadores", "es", "soudeur"),
        ("cercano muratori", "it", "macon"),
        ("sunt sudor, fratele meu zugravul", "ro", "soudeur"),
        ("are there jobs for plumbers", "en", "plombier-chauffagiste"),
        ("بدي صير الممرضة", "ar", "infirmier"),
        ("أريد أن أكون نجارًا", "ar", "menuisier"),
        ("baddi seer mumarrida bi mashfa", "ar", "infirmier"),
        ("akhi modarres", "ar", "enseignant-secondaire"),
        ("kanqelleb 3la khedma f sbagha, ana sebbagh", "darija", "peintre-en-batiment"),
    ],
)
def test_a_name_is_found_as_people_write_it(text: str, language: str, entry: str) -> None:
    assert entry in named(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("baddi fout 3al madrase", "ar"),
        ("ma fi hada sawa", "ar"),
        ("okula yazılmak istiyorum", "tr"),
        ("voda v kvartyri", "uk"),
        ("me gusta la casa", "es"),
        ("shukran jazilan lak", "ar"),
    ],
)
def test_an_everyday_word_is_no_name(text: str, language: str) -> None:
    assert named(text, language) == []
