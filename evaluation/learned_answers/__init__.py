"""Measures how often approved answers come, and how often they are said to other questions."""
