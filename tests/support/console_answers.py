"""Answers that counsellors propose in the console."""

from __future__ import annotations

from typing import Any

from knowledge.knowledge_base import KnowledgeBase
from tests.support.console_application import ConsoleApplication, ConsoleBrowser
from tests.support.console_conversations import NOW

DAY = NOW.date()
ANSWER_FORM = {
    "question": "Où passer le permis de cariste ?",
    "variants": "jveux le permis cariste\npermis cariste où ?",
    "answer": "Le Forem propose cette formation. Il faut s'inscrire au centre de compétence.",
    "source": "Formation de cariste",
    "url": "https://www.leforem.be/formations/cariste.html",
    "read_on": "2026-11-24",
}


def propose(browser: ConsoleBrowser, **changed: str) -> Any:
    return browser.post("/questions/proposer", {**ANSWER_FORM, **changed})


def load_approved_base(site: ConsoleApplication) -> KnowledgeBase:
    empty = site.desk.settings.data / "knowledge"
    empty.mkdir(exist_ok=True)
    return KnowledgeBase.load(empty, site.desk.settings.imported)
