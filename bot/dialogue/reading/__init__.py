"""Stage one of a turn: what a message says by itself, without the talk around it.

Pure: no database, no notebook, no side effect. `reader.Reader` is the way in.
"""
