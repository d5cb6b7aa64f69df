"""Roles: counsellors do the daily work; admins also manage accounts, hours and answers."""

from __future__ import annotations

from typing import Literal

from bot.console.console_errors import NotAllowed

Role = Literal["counsellor", "admin"]
ROLES: tuple[Role, ...] = ("counsellor", "admin")


def require_role(has: str, needed: Role) -> None:
    """Check that a role includes another: admin includes counsellor. Raises NotAllowed."""
    if has not in ROLES or needed not in ROLES or ROLES.index(has) < ROLES.index(needed):
        raise NotAllowed
