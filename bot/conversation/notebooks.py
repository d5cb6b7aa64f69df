"""A person's notebook as a document, for pages and files."""

from __future__ import annotations

import sqlalchemy as sa

from bot.conversation.turn import Parts
from bot.guidance import shelf
from bot.guidance.document import Document
from bot.guidance.documenting import Labels, document
from bot.guidance.notebook import Notebook
from bot.storage.tables import conversations
from bot.storage.unit_of_work import reading


def notebook_of(parts: Parts, person: str) -> Document:
    """What is in the notebook of a pseudonym; an empty one where none is kept."""
    library = parts.library
    labels = Labels(
        interests={n: each.label for n, each in library.interests.interests.items()},
        skills={n: each.label for n, each in library.skills.skills.items()},
    )
    with reading(parts.engine) as unit:
        kept = shelf.fetch(unit, person)
    notebook = Notebook.from_json(kept.data) if kept else Notebook()
    return document(notebook, library.base, labels, parts.clock())


def notebook_in(parts: Parts, conversation: int) -> Document:
    """The same, of whoever talks in a conversation."""
    whose = sa.select(conversations.c.person).where(conversations.c.id == conversation)
    with reading(parts.engine) as unit:
        person = unit.execute(whose).scalar()
    return notebook_of(parts, person or "")
