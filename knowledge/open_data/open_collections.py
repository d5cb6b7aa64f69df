"""The collections of open data: their entries, and their pages as `ItemList`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from knowledge.knowledge_base import KnowledgeBase
from knowledge.open_data.learning_model import OPPORTUNITIES, render_opportunity
from knowledge.open_data.publishable_facts import PublishableFacts
from knowledge.open_data.schema_org import COURSES, OCCUPATIONS, render_course, render_occupation
from knowledge.open_data.schema_org_sources import CONTEXT

PAGE_SIZE = 50


class NoSuchPage(Exception):
    """The collection has no page of this number."""

    code = "open_data_no_such_page"


@dataclass(frozen=True)
class OpenCollection:
    """Entries of a kind, published where the `required` fields may be, and how each is rendered."""

    name: str
    required: tuple[str, ...]
    list_entries: Callable[[KnowledgeBase], Mapping[str, Any]]
    render: Callable[[Any, PublishableFacts], dict]

    def find(self, entry_id: str, published: PublishableFacts) -> Optional[dict]:
        """Return an entry as JSON-LD; None where there is none to publish."""
        entry = self.list_entries(published.base).get(entry_id)
        if entry is None or not self._is_published(entry, published):
            return None
        return self.render(entry, published)

    def list_page(self, number: int, published: PublishableFacts) -> tuple[dict, int]:
        """Return a page, numbered from 1, and how many there are.

        Raises:
            NoSuchPage: there is no page of this number.
        """
        entries = self.list_entries(published.base).values()
        ids = [each.id for each in entries if self._is_published(each, published)]
        pages = max(1, math.ceil(len(ids) / PAGE_SIZE))
        if not 1 <= number <= pages:
            raise NoSuchPage
        first = (number - 1) * PAGE_SIZE
        items = [
            {
                "@type": "ListItem",
                "position": first + place,
                "url": published.address(self.name, entry_id),
            }
            for place, entry_id in enumerate(ids[first : first + PAGE_SIZE], start=1)
        ]
        page = {
            "@context": CONTEXT,
            "@type": "ItemList",
            "@id": published.address(self.name),
            "numberOfItems": len(ids),
            "itemListElement": items,
        }
        return page, pages

    def _is_published(self, entry: Any, published: PublishableFacts) -> bool:
        return all(published.find(entry, name) for name in self.required)


_OF_TRAININGS = ("title", "school")
OPEN_COLLECTIONS = (
    OpenCollection(OCCUPATIONS, ("summary",), lambda base: base.occupations, render_occupation),
    OpenCollection(COURSES, _OF_TRAININGS, lambda base: base.trainings, render_course),
    OpenCollection(OPPORTUNITIES, _OF_TRAININGS, lambda base: base.trainings, render_opportunity),
)
