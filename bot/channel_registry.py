"""The registry of channels and their capabilities, for use outside the channels' packages.

A channel is a package of `bot.channels` whose `__init__` defines `DEFINITION`; `bot.channels` lists
the packages. They are imported at first use, so their `__init__` should import nothing slow.
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
    """The limits of one message; lengths in UTF-16 units.

    Attributes:
        text: length of a message.
        beside: length of a message with persistent buttons.
        caption: length of a picture's caption; 0 for none.
        persistent_buttons: number of buttons below a message or in a tile.
        quick_replies: number of choices with the last message; 0 if they are persistent buttons.
        label: length of a button's label.
        tiles: number of cards side by side; 0 for none.
        tile: length of a tile's title, and of its text.
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
    """The capabilities of a channel; the defaults apply to an unknown channel.

    Attributes:
        limits: limits of its messages; None if replies are shown whole.
        push_window: time after the person's last message in which the bot may write unasked; None
            for no limit.
        team_window: the same for words that the team wrote; None where there is no other limit.
        keeps_copies: the platform keeps messages, which cannot be erased from here.
        shows_site_paths: links to pages of this service work without a public address.
        redelivery: how long the platform sends again what was not acknowledged.
    """

    limits: Optional[MessageLimits] = None
    push_window: Optional[dt.timedelta] = None
    team_window: Optional[dt.timedelta] = None
    keeps_copies: bool = False
    shows_site_paths: bool = False
    redelivery: dt.timedelta = dt.timedelta(0)

    def may_push(self, heard: dt.datetime, now: dt.datetime) -> bool:
        """Whether the bot may write, unasked, to a person whose last message came at `heard`."""
        return self.push_window is None or now - heard < self.push_window

    def may_push_team_words(self, heard: dt.datetime, now: dt.datetime) -> bool:
        """The same for a message with words that the team wrote."""
        window = self.team_window or self.push_window
        return window is None or now - heard < window


Own = TypeVar("Own", bound="ChannelSettings")


class ChannelSettings(BaseModel):
    """The settings of a channel, read from environment variables prefixed with `BOUSSOLE_`."""

    @classmethod
    def of(cls: type[Own], settings: Any) -> Own:
        """Return this channel's part of the settings of the service."""
        return cls.construct(**{name: getattr(settings, name) for name in cls.__fields__})


@dataclass(frozen=True)
class ChannelDefinition:
    """A channel as its package declares it. An entry point is `module:name`.

    Attributes:
        name: identifies it in pseudonyms, rows and conditions of the domain.
        title: its name for people.
        capabilities: what it can do.
        settings: the class of its settings.
        enabled_by: the setting that turns it on; empty if it is always on.
        needs: the further settings it needs; one of each group is enough.
        platform: entry point that builds its `bot.channels.platform_channel.PlatformChannel` from
            the intake and the file loader; empty if it delivers nothing.
        path: the URL path that programs call.
        quoting_loggers: loggers of its libraries that may quote messages.
        commands: entry point that adds commands to `boussole`.
    """

    name: str
    title: str
    capabilities: ChannelCapabilities = ChannelCapabilities()
    settings: Optional[type[ChannelSettings]] = None
    enabled_by: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    platform: str = ""
    path: str = ""
    quoting_loggers: tuple[str, ...] = ()
    commands: str = ""

    def is_enabled(self, settings: Any) -> bool:
        """Whether the channel is set up."""
        return not self.enabled_by or bool(getattr(settings, self.enabled_by))


_added: list[ChannelDefinition] = []


def list_channels() -> tuple[ChannelDefinition, ...]:
    """Return all channels, in the order in which they are shown."""
    return (*_load_packages(), *_added)


def find_capabilities(name: str) -> ChannelCapabilities:
    """Return the capabilities of a channel; the defaults if there is none of this name."""
    by_name = {channel.name: channel.capabilities for channel in list_channels()}
    return by_name.get(name, ChannelCapabilities())


def list_api_paths() -> tuple[str, ...]:
    """Return the URL paths at which programs call the channels."""
    return tuple(channel.path for channel in list_channels() if channel.path)


@lru_cache(maxsize=1)
def _load_packages() -> tuple[ChannelDefinition, ...]:
    package = import_module("bot.channels")
    return tuple(
        import_module(f"{package.__name__}.{name}").DEFINITION for name in package.CHANNEL_PACKAGES
    )


def load_entry_point(entry: str) -> Any:
    """Import the object at `module:name`."""
    module, _, name = entry.partition(":")
    return getattr(import_module(module), name)


@contextmanager
def registered(channel: ChannelDefinition) -> Iterator[None]:
    """Register another channel for the duration of the block.

    Raises:
        ValueError: a channel of this name exists.
    """
    if channel.name in {known.name for known in list_channels()}:
        raise ValueError(f"two channels are called {channel.name}")
    _added.append(channel)
    try:
        yield
    finally:
        _added.remove(channel)
