"""Sign-in to the console: passphrases, second factor, sessions, devices."""
