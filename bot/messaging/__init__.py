"""Message intake, the turn that answers a message, and the delivery of replies."""
