"""A day's worth of conversations full of planted names, numbers and addresses, and the search for
each of them in all that is left of the day. `boussole privacy audit` runs it."""
