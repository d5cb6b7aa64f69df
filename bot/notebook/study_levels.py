"""Levels of study of the cadre francophone des certifications (CFC, equivalent to the EQF)."""

# Upper limit of « pas de longues études »: secondary school, or a year or two after it.
MAX_SHORT_STUDIES_LEVEL = 5
# The CFC level of secondary school with its diploma, and below it.
SECONDARY_LEVEL = 4
