"""How well messages are read: the held-out bank, and what each kind of feature is worth."""
