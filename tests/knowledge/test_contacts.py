"""Numbers and addresses of partners, which a counsellor may pass on."""

from __future__ import annotations

from bot.privacy.redaction import has_personal_data
from knowledge.entry_schema import Service
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source


def _base(contact: str) -> KnowledgeBase:
    source = Source(id="s", title="Le titre", publisher="Le service")
    service = Service(
        id="partenaire",
        sources=("s",),
        title="Le service",
        audience="Tout le monde.",
        summary="Il répond.",
        contact=contact,
    )
    return KnowledgeBase([source], [service])


def test_contacts_are_found_as_they_are_written() -> None:
    base = _base("Appeler le 04/222.33.44, ou +32 4 222 55 66. Écrire à info@service.example.")
    assert base.contacts == ("04/222.33.44", "+32 4 222 55 66", "info@service.example.")


def test_only_what_stands_in_the_base_may_be_passed_on() -> None:
    known = _base("Tél. 04/222.33.44, courriel info@service.example").contacts
    assert not has_personal_data("Appelle le +32 4 222 33 44 ou info@service.example", known)
    assert has_personal_data("Appelle le 04 222 33 45", known)
    assert has_personal_data("Écris à lea@service.example", known)
    assert has_personal_data("04 222 33 44, et moi au 0475 12 34 56", known)
