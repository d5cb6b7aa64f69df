"""The counsellor at work: the queue, conversations and appointments."""
