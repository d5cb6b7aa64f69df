"""The dependencies of a turn, and the creation of a turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Engine

from bot.booking.site_details import CurrentSite
from bot.dialogue.agent import Dialogue
from bot.guidance.salience import Salience
from bot.matching.catalogue import Catalogue
from bot.privacy.network_hashes import NetworkHashes
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn
from knowledge.library import CurrentLibrary, Library


@dataclass(frozen=True)
class TurnDependencies:
    """The services a turn uses, built once by `bot.app`.

    Only the library in `current` and the centre's details in `site` change. `settings` are those of
    the start.
    """

    engine: Engine
    dialogue: Dialogue
    current: CurrentLibrary
    catalogue: Catalogue
    settings: Settings
    key: bytes
    vault: Vault
    clock: Callable[[], dt.datetime]
    networks: NetworkHashes = field(default_factory=NetworkHashes)
    site: CurrentSite = field(default_factory=CurrentSite)

    @property
    def library(self) -> Library:
        """The library in use now; read it once per turn."""
        return self.current.library

    @property
    def current_settings(self) -> Settings:
        """The settings with the centre's details in use now; read them once per turn."""
        return self.site.apply(self.settings)


def create_turn(parts: TurnDependencies, unit: UnitOfWork, row: Any, now: dt.datetime) -> Turn:
    """Create the turn of a conversation (its row), without a message."""
    return Turn(
        unit=unit,
        conversation=row.id,
        person=row.person,
        channel=row.channel,
        text="",
        label="",
        now=now,
        library=parts.library,
        catalogue=parts.catalogue,
        settings=parts.current_settings,
        key=parts.key,
        first=row.turns == 0,
        salience=Salience.from_json(row.salience),
        sentence=parts.dialogue.sentence,
        networks=parts.networks,
    )
