"""Read a message by itself, without its conversation.

Pure: no database, no notebook, no side effect. The entry point is `reader.Reader`.
"""
