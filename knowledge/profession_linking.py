"""Which professions a person is talking about."""

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

    `occupation_ids`: those meant for sure, in the order of the text. `candidates`: when a word fits
    several (« technicien »), those to choose from, the likeliest first. `certain`: at least one is
    named and nothing is left to ask. `sheet_id`: the French sheet that an official name means, when
    no profession of ours is named.
    """

    mentions: tuple[Mention, ...] = ()
    occupation_ids: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    sheet_id: Optional[str] = None

    @property
    def named(self) -> bool:
        """Whether a profession is named for sure, ours or a French sheet's."""
        return bool(self.occupation_ids or self.sheet_id)

    @property
    def certain(self) -> bool:
        """Whether the bot can go on without asking which one is meant."""
        return bool(self.occupation_ids) and not self.candidates


def link_professions(
    text: str, embed: Optional[EmbedFunction], index: SearchIndex
) -> ProfessionLinks:
    """Find the professions that `text` names; `embed` (may be None) only orders the candidates, and
    is asked for nothing else: « éducatrice » in one gender, so that hers are those of his."""
    mentions = index.names.occupations.mentions(text)
    official = _link_official_names(text, mentions, index)
    if official is not None:
        return official
    sure = [m.ids[0] for m in mentions if m.sure]
    # What a sure mention settles is not asked: « mécanicien … mécanicien moto ».
    unsure = [m for m in mentions if not m.sure and not set(m.ids) & set(sure)]
    common = [i for i in unsure[0].ids if all(i in m.ids for m in unsure)] if unsure else []
    if len(unsure) > 1 and len(common) == 1:
        # « mécanicien qui répare des motos »: two hints that only one profession fits.
        sure, unsure = sure + common, []
    choices = common or list(dict.fromkeys(i for m in unsure for i in m.ids))
    whole = {i for m in unsure for i in m.whole}
    candidates = _rank_candidates(text, choices, whole, embed, index) if unsure else []
    return ProfessionLinks(tuple(mentions), tuple(dict.fromkeys(sure)), tuple(candidates))


def _rank_candidates(
    text: str, ids: list[str], whole: set[str], embed: Optional[EmbedFunction], index: SearchIndex
) -> list[str]:
    """The nearest, and in any case those whose whole name was said: « mécano » may well be one of a
    garage, however near others are."""
    closeness = dict.fromkeys(ids, 0.0)
    if embed is not None and len(ids) > 1:
        said = " ".join(map(to_masculine_singular, tokenise(text)))
        closeness.update(index.closeness(embed(said), ids))
    first = sorted(ids, key=lambda entry: (entry not in whole, -closeness[entry]))
    return sorted(first[:MAX_CANDIDATES], key=lambda entry: -closeness[entry])


def _link_official_names(
    text: str, mentions: Sequence[Mention], index: SearchIndex
) -> Optional[ProfessionLinks]:
    """What official names say, where people's names say nothing for sure or only a part of one:
    « vendeuse en boulangerie » is more than « vendeuse »."""
    said = frozenset(word for mention in mentions if mention.sure for word in mention.text.split())
    found = index.names.find_official(text, said)
    if mentions and not said:
        found = {entry_id: how for entry_id, how in found.items() if how == OFFICIAL_NAME}
    ours = [entry_id for entry_id in found if entry_id in index.base.occupations]
    if len(ours) == 1:
        return ProfessionLinks(occupation_ids=(ours[0],))
    if ours:
        return ProfessionLinks(candidates=tuple(ours[:MAX_CANDIDATES]))
    return ProfessionLinks(sheet_id=next(iter(found))) if found else None
