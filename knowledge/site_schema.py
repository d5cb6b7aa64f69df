"""What a base says of the centre that it answers for."""

from __future__ import annotations

from knowledge.constrained_types import Id, Text
from knowledge.provenance import StrictModel


class Site(StrictModel):
    """The centre this base answers for. What is empty is not known, and the bot says so.

    `doubt` is said beside its address and hours until the centre confirms them (a setting); it
    rests on `sources`. `web` is where to ask for what is not known. `towns` are those people name
    around it, whether a training is given there or not; `partners` the services one can be sent to,
    in no order of merit.
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
