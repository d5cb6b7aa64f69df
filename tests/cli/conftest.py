"""`boussole …` in this process (tests/support/command_fixtures.py)."""

from tests.support.command_fixtures import boussole, database, home, loaded

__all__ = ["boussole", "database", "home", "loaded"]
