"""Tables, repositories, the unit of work, migrations, backup and restore."""
