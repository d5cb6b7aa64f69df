"""A person's notebook as a document, for pages and files."""

from __future__ import annotations

from bot.messaging.turn_dependencies import TurnDependencies
from bot.notebook import notebook_repository
from bot.notebook.export_builder import NumberLabels, build_document
from bot.notebook.export_document import NotebookDocument
from bot.notebook.model import Notebook
from bot.storage.conversation_repository import fetch_conversation
from bot.storage.unit_of_work import reading


def build_person_document(parts: TurnDependencies, person: str) -> NotebookDocument:
    """Return the notebook of a pseudonym as a document, empty if none is stored."""
    library = parts.library
    labels = NumberLabels(
        interests={n: each.label for n, each in library.interests.interests.items()},
        skills={n: each.label for n, each in library.skills.skills.items()},
    )
    with reading(parts.engine) as unit:
        kept = notebook_repository.find_notebook(unit, person)
    notebook = Notebook.from_json(kept.data) if kept else Notebook()
    return build_document(notebook, library.base, labels, parts.clock())


def build_conversation_document(parts: TurnDependencies, conversation: int) -> NotebookDocument:
    """Return the notebook of the person of a conversation as a document."""
    with reading(parts.engine) as unit:
        row = fetch_conversation(unit, conversation)
    return build_person_document(parts, row.person if row else "")
