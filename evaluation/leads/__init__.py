"""How well leads, lists and comparisons fit what was told: talks of other hands, measured."""
