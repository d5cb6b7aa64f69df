"""Whether a question is about the bot itself: « tu gagnes combien, toi ? ».

« tu » and « vous » alone decide nothing (« tu connais un métier dehors ? »): the labels must
suggest small talk or a question about the bot as well.
"""

from __future__ import annotations

import re

from bot.dialogue.reading.segment_readings import SegmentReading
from bot.language.normalisation import normalise

# Probability that the bot is asked about itself; less is enough where « toi » stands apart.
MIN_ABOUT_THE_BOT, MIN_APART = 0.3, 0.1
_ABOUT_THE_BOT = ("social.smalltalk", "service.bot")
_SPOKEN_TO = re.compile(r"\b(?:tu|t|toi|te|tes|ton|ta|vous|vos|votre)\b")
_APART = re.compile(r"^(?:et |mais )?toi\b|\btoi$")
_OF_ONESELF = re.compile(r"\b(?:je|j|moi|me|m|mon|ma|mes|nous|notre|nos)\b")


def is_spoken_to(segment: SegmentReading) -> bool:
    """Whether a segment says « tu » or « vous » and nothing of the person: « vous êtes où ? »."""
    normalised = normalise(segment.text)
    return bool(_SPOKEN_TO.search(normalised)) and not _OF_ONESELF.search(normalised)


def is_about_the_bot(segment: SegmentReading) -> bool:
    """Whether the bot is asked about itself."""
    if not is_spoken_to(segment):
        return False
    enough = MIN_APART if _APART.search(normalise(segment.text)) else MIN_ABOUT_THE_BOT
    return sum(segment.labels[label] for label in _ABOUT_THE_BOT) >= enough
