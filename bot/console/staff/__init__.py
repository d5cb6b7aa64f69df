"""Who works here: accounts, roles, profiles, hours."""
