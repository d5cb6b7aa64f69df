"""Tables, the unit of work that is one turn, and migrations."""
