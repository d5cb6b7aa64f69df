"""Link the words of a mention to entries of the knowledge base, with the quality of the match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

from rapidfuzz import fuzz

from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TOWN, TRAINING
from bot.guidance.salience import OCCUPATION, QUESTION, SERVICE, Referent
from bot.guidance.salience import TRAINING as TRAINING_ENTRY
from bot.language import phonetic_keys
from bot.language.normalisation import tokenise
from knowledge.library import Library

EXACT, MISSPELT, SOUNDS, SEVERAL, NEAR, NONE = (
    *("exact", "misspelt", "sounds", "several", "near", "none"),
)
# A similar sounding title is sure from here on, else asked back.
MIN_SURE_SOUND = 96.0
# Least likeness (of 100) of one of several names, and margin over the next.
MIN_LIKENESS, MIN_MARGIN = 85.0, 8.0
# The score of `Library.search` for a name that is all of the words.
WHOLE_NAME_SCORE = 0.8
_KINDS = {"faq": QUESTION, "training": TRAINING_ENTRY, "service": SERVICE}
_SEARCHED = {
    TRAINING: ("faq", "training"),
    SCHOOL: ("service", "faq"),
}


@dataclass(frozen=True)
class Mention:
    """A name at `start` to `end` of the message.

    `target`: the entry meant; `candidates`: entries to choose from; `quality`: of the match;
    `several`: what the name alone may mean, where its context decided.
    """

    type: str
    text: str
    start: int
    end: int
    target: Optional[Referent] = None
    candidates: tuple[str, ...] = ()
    quality: str = NONE
    several: tuple[str, ...] = ()


def link_mention(mention: Mention, library: Library) -> Mention:
    """Return the mention with its target or candidates."""
    if mention.type == PROFESSION:
        return _link_profession(mention, library)
    if mention.type == FIELD:
        return _link_branch(mention, library)
    if mention.type in _SEARCHED:
        return _link_entry(mention, library, _SEARCHED[mention.type])
    return replace(mention, quality=EXACT) if mention.type == TOWN else mention


def _link_profession(mention: Mention, library: Library) -> Mention:
    linked = library.link(mention.text)
    if linked.occupation_ids:
        sure = all(m.certainty == 1.0 for m in linked.mentions if m.sure)
        target = Referent(OCCUPATION, linked.occupation_ids[0])
        if sure or _sounds_right(mention.text, target.id, library):
            return replace(mention, target=target, quality=EXACT if sure else MISSPELT)
        return replace(mention, candidates=linked.occupation_ids, quality=NEAR)
    if len(linked.candidates) == 1:
        return replace(mention, target=Referent(OCCUPATION, linked.candidates[0]), quality=EXACT)
    if linked.candidates:
        nearest = _find_nearest(mention.text, linked.candidates, library)
        if nearest is not None:
            return replace(mention, target=Referent(OCCUPATION, nearest), quality=MISSPELT)
        return replace(mention, candidates=linked.candidates, quality=SEVERAL)
    if linked.sheet_id:
        return replace(mention, quality=EXACT)  # a profession outside the knowledge base
    sounding = phonetic_keys.find_similar_names(mention.text, library.sounds)
    if sounding and sounding[0][1] >= MIN_SURE_SOUND:
        return replace(mention, target=Referent(OCCUPATION, sounding[0][0]), quality=SOUNDS)
    if sounding:
        return replace(mention, candidates=tuple(i for i, _ in sounding), quality=NEAR)
    return mention


def _link_branch(mention: Mention, library: Library) -> Mention:
    """Link a branch of work to the professions that it stands for: « la lutherie », « la
    domotique ». A field with more than its professions of that name (« le bâtiment ») has none."""
    named = (m.ids for m in library.link(mention.text).mentions if m.sure or m.is_branch)
    ids = next(named, ())
    target = Referent(OCCUPATION, ids[0]) if len(ids) == 1 else None
    return replace(mention, target=target, candidates=ids if not target else (), quality=EXACT)


def _find_nearest(text: str, candidates: Sequence[str], library: Library) -> Optional[str]:
    """Return the candidate whose whole title sounds like the words: « educateur speciliser »."""
    key = phonetic_keys.phonetic_key(text)

    def likeness(entry: str) -> float:
        title = library.base.occupations[entry].title
        return max(fuzz.ratio(key, phonetic_keys.phonetic_key(each)) for each in (title.f, title.m))

    found = sorted(((likeness(each), each) for each in candidates), reverse=True)
    ahead = found[0][0] - found[1][0] if len(found) > 1 else 100.0
    return found[0][1] if found[0][0] >= MIN_LIKENESS and ahead >= MIN_MARGIN else None


def _sounds_right(text: str, occupation: str, library: Library) -> bool:
    """Whether a near name also sounds like one of the profession: « astronote » is no
    astronomer."""
    key = f" {phonetic_keys.phonetic_key(text)} "
    sounds = (sound for sound, entry in library.sounds.items() if entry == occupation)
    return any(f" {sound} " in key for sound in sounds)


def _link_entry(mention: Mention, library: Library, kinds: tuple[str, ...]) -> Mention:
    """Link a training or an organisation by its name; a training may name a profession (« études
    d'infirmière »)."""
    linked = library.link(mention.text) if mention.type == TRAINING else None
    if linked and linked.occupation_ids and _is_a_name(mention.text, library):
        target = Referent(OCCUPATION, linked.occupation_ids[0])
        return replace(mention, target=target, quality=EXACT)
    hits = library.search(mention.text, kinds, 1)
    if hits and hits[0].score >= WHOLE_NAME_SCORE:
        return replace(mention, target=Referent(_KINDS[hits[0].kind], hits[0].id), quality=EXACT)
    if linked and linked.occupation_ids:
        target = Referent(OCCUPATION, linked.occupation_ids[0])
        return replace(mention, target=target, quality=EXACT)
    return mention


def _is_a_name(text: str, library: Library) -> bool:
    """Whether words are nothing but a name of a profession: « assistante sociale », « secrétariat
    médical »."""
    return bool(library.index.names.occupations.named(tokenise(text)))
