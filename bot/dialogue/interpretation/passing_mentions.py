"""Tell the subject of a message from what it names in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Optional

from bot.dialogue.interpretation.elliptical_questions import MIN_ASKED, leaves_subject_out
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.interpretation.subject_resolution import list_introduced_referents
from bot.dialogue.reading.labels import FIELD, PROFESSION
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import fold_text
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import audience, clause_extraction
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING, Referent, Salience
from bot.matching import work_history
from bot.turn_context import Turn

# Labels of what is aimed at, and their least probability for a field to be the subject.
_SPOKEN_ABOUT, MIN_AIMED = ("tell.goal", "tell.like", "tell.strength", "tell.doubt"), 0.3
# « pas cuisinier », « pas de psy »: what is refused is no subject.
_REFUSALS, MIN_REFUSED = ("react.refuse", "tell.dislike"), 0.5
_STUDIES = (STUDY, TRAINING)
# Labels under which the person's own profession is where they come from.
_HELD_LABELS = ("tell.situation", "tell.done")
# What somebody may ask about the trade that they have: not how to get there.
_ASKED_OF_HELD = frozenset({"ask.pay", "ask.jobs", "ask.conditions", "ask.related"})
# Labels of a wish, how near it must come to a profession, and how far ahead of the next.
_WISHES, MIN_DESCRIBED, MIN_AHEAD = ("tell.goal", "tell.like"), 0.55, 0.2
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
    situates = _is_situated(segment, state)
    passing = [m for m in segment.mentions if _is_aside(m, segment, state)]
    found = list_introduced_referents(segment, state.library.base, passing)
    return (each for each in found if not (situates and each.type in _STUDIES))


def _is_situated(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a segment only tells where somebody is: « je suis en 4e technique sociale »."""
    return segment.label == "tell.situation" and not state.asks


def _is_aside(mention: Mention, segment: SegmentReading, state: InformationState) -> bool:
    """Whether a name does not become the subject: it is named in passing, or the study of
    somebody."""
    of_study = _is_situated(segment, state) and mention.type != PROFESSION
    return of_study or is_passing_mention(mention, segment, state)


def find_aside(segments: Sequence[SegmentReading], state: InformationState) -> Optional[Referent]:
    """Return what a message tells of last without making it the subject: somebody's profession or
    study (« mon oncle est grutier »), else the profession that a wish describes."""
    if state.salience.lasting_subject is not None:
        return None
    told = [
        mention.target
        for segment in segments
        if segment.act == "tell" and not _is_refused(segment)
        for mention in segment.mentions
        if mention.target is not None
        and (mention.type == PROFESSION or _is_situated(segment, state))
        and _is_aside(mention, segment, state)
    ]
    return told[-1] if told else _find_described(segments, state)


def _find_described(
    segments: Sequence[SegmentReading], state: InformationState
) -> Optional[Referent]:
    """Return the profession that the last wish describes, if it clearly describes one."""
    wishes = [s for s in segments if s.label in _WISHES and not s.mentions]
    near = state.library.near(wishes[-1].spelt, told=True)[:2] if wishes else ()
    ahead = near[0][1] - near[1][1] if len(near) > 1 else 1.0
    clear = bool(near) and near[0][1] >= MIN_DESCRIBED and ahead >= MIN_AHEAD
    return Referent(OCCUPATION, near[0][0], named=False) if clear else None


def raise_aside(turn: Turn) -> Salience:
    """Return the salience of a turn, with what the message before told aside as the subject where
    this one asks about it without a name: « et ça paie bien ? »."""
    if turn.aside is None or turn.reading is None:
        return turn.salience
    first = turn.reading.segments[0]
    # « c'est difficile ? » may be about anything, « et après ? » about all studies of a kind.
    of_trade = turn.aside.type == OCCUPATION
    left_out = ("ask.difficulty",) if of_trade else ("ask.difficulty", "ask.after")
    held = turn.aside.id in work_history.find_held_occupations(turn.notebook)
    asked = _ASKED_OF_HELD if held else frozenset(OCCUPATION_INTENT_BY_LABEL) - {*left_out}
    asks = first.acts["ask"] >= MIN_ASKED and first.label in asked
    return turn.salience.about(turn.aside) if asks and leaves_subject_out(first) else turn.salience


def _is_refused(segment: SegmentReading) -> bool:
    refused = sum(segment.labels[each] for each in _REFUSALS)
    return segment.label in _REFUSALS or refused >= MIN_REFUSED


def is_passing_mention(mention: Mention, segment: SegmentReading, state: InformationState) -> bool:
    """Whether a profession is only named in passing: refused, somebody else's, the person's own,
    or another than the one under discussion."""
    if mention.type in (PROFESSION, FIELD) and _is_refused(segment):
        return True
    if mention.type == FIELD:  # « j'ai raté les cours à cause d'un déménagement »
        aimed = sum(segment.labels[label] for label in _SPOKEN_ABOUT)
        return segment.act == "tell" and aimed < MIN_AIMED and not state.asks
    if mention.type != PROFESSION:
        return False
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
    if segment.label in _HELD_LABELS:
        return True  # « je suis aide-ménagère et mon dos lâche »: what somebody comes from
    return told and state.salience.subject is not None and state.salience.subject.type == OCCUPATION


def _text_before(mention: Mention, segment: SegmentReading) -> str:
    """Return the folded words of a segment before a mention."""
    text, called = (
        fold_text(segment.text).replace("’", "'").replace("'", " "),
        fold_text(mention.text),
    )
    at = text.find(called.replace("'", " "))
    return text[: max(at, 0)]
