"""Levels of study as the cadre francophone des certifications counts them (CFC, as the EQF)."""

# « Pas de longues études » means up to here: secondary, or a year or two after it.
MAX_SHORT_STUDIES_LEVEL = 5
# The CFC level of what is learnt in secondary school or without its diploma.
SECONDARY_LEVEL = 4
