"""The model of a base's facts about its centre."""

from __future__ import annotations

from knowledge.constrained_types import Id, Text
from knowledge.provenance import StrictModel


class Site(StrictModel):
    """The centre of this base; empty fields are unknown.

    `doubt`: a caveat shown with its address and hours until the centre confirms them (a setting),
    based on `sources`. `web`: where to ask for unknown facts. `towns`: towns people name around it,
    with or without trainings. `partners`: services to refer people to, unranked.
    """

    name: Text
    city: Text
    towns: tuple[Text, ...] = ()
    address: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    doubt: str = ""
    sources: tuple[Id, ...] = ()
    partners: tuple[Id, ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        """What is told of the centre, by field."""
        return self.dict(exclude={"partners", "towns", "sources"})
