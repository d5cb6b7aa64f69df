"""Daily work: the queue, conversations and appointments."""
