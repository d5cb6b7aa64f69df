"""Lengths of segments in words."""

from __future__ import annotations

# No more than a name, or than « c'est où ».
MAX_BARE_WORDS = 3
# A question of so few words without a name leaves out its subject.
MAX_ELLIPTICAL_WORDS = 7
# A longer question is complete by itself.
MAX_ELLIPTICAL_QUESTION_WORDS = 12
# So few words are about the last answer rather than a new subject.
MAX_SHORT_WORDS = 5
# The longest remark about the conversation itself.
MAX_META_WORDS = 12
