"""A scripted day with planted personal data, and the search for it (`boussole privacy audit`)."""
