"""A turn: what came in, who owns the conversation, what goes out."""
