"""Paths, modules and functions of the product that the figures need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """Paths are relative to the root, with `/`; functions are `module:Class.function`.

    `route` lists the functions that start a part of a message's path. Each follows a seam that
    static calls cannot cross: Rasa, a registry of names, the database. The last one delivers.
    """

    code: tuple[str, ...] = ("bot", "actions", "knowledge")
    tests: str = "tests"
    migrations: str = "bot/storage/migrations"
    sql_is_at_home_in: tuple[str, ...] = ("bot/storage",)
    message_tables: tuple[str, ...] = ("inbox", "outbox")
    message_repositories: tuple[str, ...] = (
        "message_repository.py",
        "message_history_repository.py",
        "reply_repository.py",
    )
    contract: str = "pyproject.toml"
    notebook: str = "bot.notebook.model:Notebook"
    notebook_readers: tuple[str, ...] = ("bot", "actions")
    channels: str = "bot/channels"
    route: tuple[str, ...] = (
        "bot.channels.web.chat_api:WebChannel.send",
        "actions.action_registry:_perform",
        "actions.exploring:ask_leads",
        "bot.channels.web.chat_api:WebChannel.events",
    )
