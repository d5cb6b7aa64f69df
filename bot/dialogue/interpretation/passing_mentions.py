"""Tell the subject of a message from what it names in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import list_introduced_referents
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import fold_text
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import audience, clause_extraction
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING, Referent

_SPOKEN_ABOUT = ("tell.goal", "tell.like", "tell.strength", "tell.doubt")
# « pas cuisinier », « pas de psy »: what is refused is no subject.
_REFUSALS, MIN_REFUSED = ("react.refuse", "tell.dislike"), 0.5
_STUDIES = (STUDY, TRAINING)
# « mon plombier », « la kiné », « comme un clown »: somebody, or a comparison.
_SOMEBODY = re.compile(
    r"\b(?:mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leurs?|le|la|les|du|au|aux|cette?"
    r"|comme une?)\s+$"
)
# « que je devrais faire relieuse », « devenir soudeur »: a possible profession.
_BECOMING = re.compile(
    r"\b(?:devrais|pourrais|devrait|pourrait) (?:bien )?(?:faire|etre) (?:une? )?$"
    r"|\bdevenir (?:une? )?$"
)


def find_subjects(segment: SegmentReading, state: InformationState) -> Iterator[Referent]:
    """Yield the referents that a segment is about."""
    passing = [m for m in segment.mentions if is_passing_mention(m, segment, state)]
    found = list_introduced_referents(segment, state.library.base, passing)
    # « je suis en 4e technique sociale »: where somebody is, not what they ask about next.
    aside = _STUDIES if segment.label == "tell.situation" and not state.asks else ()
    return (each for each in found if each.type not in aside)


def is_passing_mention(mention: Mention, segment: SegmentReading, state: InformationState) -> bool:
    """Whether a profession is only named in passing: refused, somebody else's, or the person's
    own while another is under discussion."""
    if mention.type != PROFESSION:
        return False
    if sum(segment.labels[each] for each in _REFUSALS) >= MIN_REFUSED:
        return True
    if segment.act != "tell":
        return False
    told, before = segment.label not in _SPOKEN_ABOUT, _text_before(mention, segment)
    if told and _BECOMING.search(before):
        return False
    if told and _SOMEBODY.search(before):
        return True
    if state.asks:
        return False  # « mon oncle est grutier, ça paie bien ? »
    named = [
        clause
        for clause in clause_extraction.extract_clause_texts(
            segment.spelt, include_others=state.whom is not None
        )
        if mention.text in clause
    ]
    if state.whom is not None and (not named or all(map(audience.is_about_oneself, named))):
        return True  # about somebody else
    if not named:
        of_another = any(c.of_another and mention.text in c.read.text for c in segment.clauses)
        return of_another or segment.about_other or state.salience.lasting_subject is not None
    return told and state.salience.subject is not None and state.salience.subject.type == OCCUPATION


def _text_before(mention: Mention, segment: SegmentReading) -> str:
    """Return the folded words of a segment before a mention."""
    text, called = (
        fold_text(segment.text).replace("’", "'").replace("'", " "),
        fold_text(mention.text),
    )
    at = text.find(called.replace("'", " "))
    return text[: max(at, 0)]
