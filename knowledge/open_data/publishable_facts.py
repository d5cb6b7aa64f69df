"""The facts of the base that may be published, with their provenance."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from knowledge.facts import Fact, get_fact, iter_facts
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import EntryModel, Source

OPEN_DATA_PATH = "/api/v1/open"
_DURATION = re.compile(r"(\d+) (ans?|mois|semaines?|jours?)")
_DURATION_UNITS = {"a": "Y", "m": "M", "s": "W", "j": "D"}


@dataclass(frozen=True)
class PublishableFacts:
    """Reads the facts of a base that have a source or a confirmation, and hold on a day.

    `site_url`: the public address of the service; empty, identifiers are relative.
    """

    base: KnowledgeBase
    today: dt.date
    site_url: str = ""

    def find(self, entry: EntryModel, name: str) -> Optional[Fact]:
        """Return a field as a fact; None where it is empty or may not be published."""
        if getattr(entry, name) in ("", None, ()):
            return None
        fact = get_fact(entry, name, self.base)
        return fact if self._is_publishable(fact) else None

    def read(self, entry: EntryModel, name: str) -> Any:
        """Return the value of a field; None where it may not be published."""
        return getattr(entry, name) if self.find(entry, name) else None

    def list_facts(self, entry: EntryModel) -> list[Fact]:
        """Return the publishable facts of an entry."""
        facts = [fact for fact in iter_facts(entry, self.base) if self._is_publishable(fact)]
        return [_as_one_text(fact, entry) for fact in facts]

    def address(self, collection: str, entry_id: str = "") -> str:
        """Return the address of a collection, or of an entry in it."""
        return "/".join(filter(None, (f"{self.site_url}{OPEN_DATA_PATH}", collection, entry_id)))

    def _is_publishable(self, fact: Fact) -> bool:
        return bool(fact.sources or fact.rests_on.confirmed) and not fact.is_expired(self.today)


def _as_one_text(fact: Fact, entry: EntryModel) -> Fact:
    """Return a fact with the sentences of a list joined."""
    value = getattr(entry, fact.name, None)
    return replace(fact, value=" ".join(value)) if isinstance(value, (list, tuple)) else fact


def list_sources(facts: list[Fact]) -> list[Source]:
    """Return the distinct sources of facts, in their order."""
    return list({source.id: source for fact in facts for source in fact.sources}.values())


def parse_duration(text: Optional[str]) -> Optional[str]:
    """Return « 3 ans » as the ISO 8601 duration P3Y; None for any text that says more or less."""
    found = _DURATION.fullmatch(text or "")
    return f"P{found[1]}{_DURATION_UNITS[found[2][0]]}" if found else None


def drop_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data without what is not known."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}
