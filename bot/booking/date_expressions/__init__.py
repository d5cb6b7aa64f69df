"""When people say that they can come, in French words: parsed against today."""
