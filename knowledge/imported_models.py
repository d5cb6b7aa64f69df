"""Models of the entries that importers build from official files."""

from __future__ import annotations

from knowledge.entry_schema import FaseNumber, Id, IscoCode, Letters, RomeCode, Text, Texts, Title
from knowledge.provenance import EntryModel, StrictModel


class RomeSheet(EntryModel):
    """A trade as described by ROME (« fiche française »): searched and shown, never suggested."""

    title: Title
    names: tuple[Text, ...] = ()
    rome: RomeCode
    riasec: Letters
    interests: tuple[int, ...] = ()
    summary: Texts
    tasks: tuple[Text, ...] = ()
    related: tuple[Id, ...] = ()


class School(StrictModel):
    """A school of the register; `towns` are the communes where it teaches."""

    id: Id
    fase: FaseNumber
    name: Text
    network: str
    address: Text
    kinds: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


class EscoName(StrictModel):
    """An occupation of ESCO: its ISCO-08 group, names and required skills."""

    id: Id
    isco: IscoCode
    title: Text
    names: tuple[Text, ...]
    skills: tuple[Text, ...] = ()


class IscoGroup(StrictModel):
    """A unit group of ISCO-08 (four digits)."""

    id: Id
    code: IscoCode
    title: Text
