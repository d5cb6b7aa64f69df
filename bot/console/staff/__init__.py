"""The team: accounts, roles, profiles, hours."""
