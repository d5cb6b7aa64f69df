"""The channels and what each can do; everything outside of a channel's package asks here.

A channel is a package of `bot.channels` whose `__init__` defines `DEFINITION`; `bot.channels` lists
the packages. These are imported at the first question, so an `__init__` imports nothing slow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Optional, TypeVar

from pydantic import BaseModel


@dataclass(frozen=True)
class MessageLimits:
    """What one message may hold, lengths in UTF-16 units.

    `text`: of a message; `beside`: of one with persistent buttons; `caption`: beside a picture (0:
    none). `persistent_buttons` stay below their message; `quick_replies` go with the last one (0:
    choices are persistent buttons too). `label`: of a button. `tiles`: cards side by side (0:
    none), each with `tile` units of title and of text, and `persistent_buttons` buttons.
    """

    text: int
    beside: int
    caption: int
    persistent_buttons: int
    quick_replies: int
    label: int
    tiles: int = 0
    tile: int = 0


@dataclass(frozen=True)
class ChannelCapabilities:
    """What a channel can do. The defaults are those of a channel about which nothing is known.

    `limits`: of its messages; None: replies are shown whole. `push_window`: how long after the
    person's last message the bot may write unasked; None: always. `keeps_copies`: messages stay
    with the platform, where they cannot be erased from here. `shows_site_paths`: links to pages of
    this service need no public address. `redelivery`: for how long the platform sends again what
    was not acknowledged.
    """

    limits: Optional[MessageLimits] = None
    push_window: Optional[dt.timedelta] = None
    keeps_copies: bool = False
    shows_site_paths: bool = False
    redelivery: dt.timedelta = dt.timedelta(0)

    def may_push(self, heard: dt.datetime, now: dt.datetime) -> bool:
        """Whether the bot may write, unasked, to a person whose last message came at `heard`."""
        return self.push_window is None or now - heard < self.push_window


Own = TypeVar("Own", bound="ChannelSettings")


class ChannelSettings(BaseModel):
    """What a channel takes from the environment, each name behind `BOUSSOLE_`."""

    @classmethod
    def of(cls: type[Own], settings: Any) -> Own:
        """This channel's part of the settings of the service."""
        return cls.construct(**{name: getattr(settings, name) for name in cls.__fields__})


@dataclass(frozen=True)
class ChannelDefinition:
    """A channel as its package declares it.

    `name`: in pseudonyms, rows and conditions of the domain. `title`: for people. `settings`: its
    own. `enabled_by`: the one without which a platform is off; empty: always on. `platform`: the
    entry point of what makes its `bot.channels.platform_channel.PlatformChannel` from its intake
    and the loader of files; empty: the channel delivers nothing by itself. `path`: where programs
    call it. `quoting_loggers`: of its libraries, which repeat what people write. `commands`: the
    entry point that adds its commands to those of `boussole`. An entry point is `module:name`.
    """

    name: str
    title: str
    capabilities: ChannelCapabilities = ChannelCapabilities()
    settings: Optional[type[ChannelSettings]] = None
    enabled_by: str = ""
    platform: str = ""
    path: str = ""
    quoting_loggers: tuple[str, ...] = ()
    commands: str = ""

    def is_enabled(self, settings: Any) -> bool:
        """Whether it is set up."""
        return not self.enabled_by or bool(getattr(settings, self.enabled_by))


_added: list[ChannelDefinition] = []


def list_channels() -> tuple[ChannelDefinition, ...]:
    """Every channel, in the order in which they are shown."""
    return (*_load_packages(), *_added)


def find_capabilities(name: str) -> ChannelCapabilities:
    """What a channel can do; the defaults where none has this name (any more)."""
    found = {each.name: each.capabilities for each in list_channels()}
    return found.get(name, ChannelCapabilities())


def list_api_paths() -> tuple[str, ...]:
    """Where programs call the channels."""
    return tuple(each.path for each in list_channels() if each.path)


@lru_cache(maxsize=1)
def _load_packages() -> tuple[ChannelDefinition, ...]:
    package = import_module("bot.channels")
    return tuple(
        import_module(f"{package.__name__}.{name}").DEFINITION for name in package.CHANNEL_PACKAGES
    )


def load_entry_point(entry: str) -> Any:
    """What stands at `module:name`; slow to import, so only where it is used."""
    module, _, name = entry.partition(":")
    return getattr(import_module(module), name)


@contextmanager
def registered(channel: ChannelDefinition) -> Iterator[None]:
    """One more channel, for as long as the block lasts.

    Raises:
        ValueError: there is one of this name.
    """
    if channel.name in {each.name for each in list_channels()}:
        raise ValueError(f"two channels are called {channel.name}")
    _added.append(channel)
    try:
        yield
    finally:
        _added.remove(channel)
