"""Linking of free text to the professions it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from bot.language.normalisation import to_masculine_singular, tokenise
from knowledge.name_index import OFFICIAL_NAME
from knowledge.name_lexicon import Mention
from knowledge.search_index import SearchIndex

EmbedFunction = Callable[[str], np.ndarray]
MAX_CANDIDATES = 5


@dataclass(frozen=True)
class ProfessionLinks:
    """The professions named in a text.

    `occupation_ids`: unambiguous ones, in the order of the text. `candidates`: those that an
    ambiguous word (« technicien ») fits, the most likely first. `sheet_id`: the ROME sheet that an
    official name means, if no profession of the base is named.
    """

    mentions: tuple[Mention, ...] = ()
    occupation_ids: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    sheet_id: Optional[str] = None

    @property
    def named(self) -> bool:
        """Whether a profession or a ROME sheet is named unambiguously."""
        return bool(self.occupation_ids or self.sheet_id)

    @property
    def certain(self) -> bool:
        """Whether a profession is named and no ambiguity is left."""
        return bool(self.occupation_ids) and not self.candidates


def link_professions(
    text: str, embed: Optional[EmbedFunction], index: SearchIndex
) -> ProfessionLinks:
    """Find the professions that `text` names; `embed`, if given, only orders the candidates."""
    mentions = index.names.occupations.mentions(text)
    official = _link_official_names(text, mentions, index)
    if official is not None:
        return official
    sure = [m.ids[0] for m in mentions if m.sure]
    # A sure mention resolves an ambiguous one: « mécanicien … mécanicien moto ».
    unsure = [m for m in mentions if not m.sure and not set(m.ids) & set(sure)]
    common = [i for i in unsure[0].ids if all(i in m.ids for m in unsure)] if unsure else []
    if len(unsure) > 1 and len(common) == 1:
        # « mécanicien qui répare des motos »: only one profession fits both.
        sure, unsure = sure + common, []
    choices = common or list(dict.fromkeys(i for m in unsure for i in m.ids))
    whole = {i for m in unsure for i in m.whole}
    candidates = _rank_candidates(text, choices, whole, embed, index) if unsure else []
    return ProfessionLinks(tuple(mentions), tuple(dict.fromkeys(sure)), tuple(candidates))


def _rank_candidates(
    text: str, ids: list[str], whole: set[str], embed: Optional[EmbedFunction], index: SearchIndex
) -> list[str]:
    """Return the nearest candidates, keeping those whose whole name is in the text."""
    closeness = dict.fromkeys(ids, 0.0)
    if embed is not None and len(ids) > 1:
        # Masculine, so that the candidates do not depend on gender (« éducatrice »).
        masculine = " ".join(map(to_masculine_singular, tokenise(text)))
        closeness.update(index.closeness(embed(masculine), ids))
    first = sorted(ids, key=lambda entry: (entry not in whole, -closeness[entry]))
    return sorted(first[:MAX_CANDIDATES], key=lambda entry: -closeness[entry])


def _link_official_names(
    text: str, mentions: Sequence[Mention], index: SearchIndex
) -> Optional[ProfessionLinks]:
    """Link by official names where common names are ambiguous or only a part of one: « vendeuse en
    boulangerie » is more specific than « vendeuse »."""
    sure = frozenset(word for mention in mentions if mention.sure for word in mention.text.split())
    scores = index.names.find_official(text, sure)
    if mentions and not sure:
        scores = {entry_id: score for entry_id, score in scores.items() if score == OFFICIAL_NAME}
    occupations = [entry_id for entry_id in scores if entry_id in index.base.occupations]
    if len(occupations) == 1:
        return ProfessionLinks(occupation_ids=(occupations[0],))
    if occupations:
        return ProfessionLinks(candidates=tuple(occupations[:MAX_CANDIDATES]))
    return ProfessionLinks(sheet_id=next(iter(scores))) if scores else None
