"""What the talk is about: the things that were named or shown, the newest first.

It resolves « et combien de temps ? », « l'autre », « lequel des deux », « celui d'avant ». Plain
data, kept with the conversation; the notebook holds what the person said of themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Optional

OCCUPATION, TRAINING, QUESTION, SERVICE, UNKNOWN, STUDY, EVENT = (
    *("occupation", "training", "question", "service"),
    *("unknown", "study", "event"),
)
# What a talk is about for longer than an answer: an entry is asked for on the way.
LASTING_TYPES = frozenset({OCCUPATION, TRAINING, STUDY, UNKNOWN})
MAX_REFERENTS = 8
# So many professions that were shown are remembered, so that « d'autres » brings others.
MAX_SEEN_OCCUPATIONS = 80


@dataclass(frozen=True)
class Referent:
    """Something that can be meant: an entry of the base by its id, or the words for a study (STUDY:
    « la chimie à l'unif ») or for what the base does not hold (UNKNOWN). `named`: the person named
    it, else it was only shown."""

    type: str
    id: str
    named: bool = True


@dataclass(frozen=True)
class Salience:
    """`referents` newest first; `pair`: the last two things put side by side, in the order they
    were named; `listed`: the last list on the screen, in its order, with its type; `aspect`: what
    was last asked about; `told`: the entry and aspect of the last answer; `closed`: the sentences
    that closed a reply and do not come twice; `together`: the last answer was about both of the
    pair; `seen`: ids of the professions that lists of this talk have shown, the newest
    first; `offered`: those whose titles alone were."""

    referents: tuple[Referent, ...] = ()
    pair: tuple[Referent, ...] = ()
    listed: tuple[Referent, ...] = ()
    aspect: str = ""
    told: str = ""
    closed: tuple[str, ...] = ()
    together: bool = False
    seen: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def subject(self) -> Optional[Referent]:
        """What is spoken about now."""
        return self.referents[0] if self.referents else None

    @property
    def lasting_subject(self) -> Optional[Referent]:
        """The profession or study that is spoken about, also where an entry was answered since."""
        return next((each for each in self.referents if each.type in LASTING_TYPES), None)

    def beneath(self, referent: Referent) -> Salience:
        """`referent` was spoken about on the way: what is lasting stays the subject."""
        lasting = self.lasting_subject
        newer = self.about(referent)
        return newer.about(lasting) if lasting is not None else newer

    def about(self, referent: Referent) -> Salience:
        """The subject is `referent` from now on."""
        others = tuple(each for each in self.referents if each.id != referent.id)
        newest = (referent, *others)[:MAX_REFERENTS]
        return replace(self, referents=newest, together=False)

    def beside(self, pair: Sequence[Referent]) -> Salience:
        """Two things are put side by side; the first named is the subject."""
        both = self
        for referent in reversed(pair):
            both = both.about(referent)
        return replace(both, pair=tuple(pair), together=True)

    def with_pair(self, pair: Sequence[Referent]) -> Salience:
        """Somebody hesitates between two: « compare les deux » means them, whatever else is spoken
        about."""
        return replace(self, pair=tuple(pair)) if pair else self

    def without(self, ids: Collection[str]) -> Salience:
        """These are spoken about no more."""

        def left(group: tuple[Referent, ...]) -> tuple[Referent, ...]:
            return tuple(each for each in group if each.id not in ids)

        return replace(
            self, referents=left(self.referents), pair=left(self.pair), listed=left(self.listed)
        )

    def with_list_shown(self, listed: Sequence[Referent]) -> Salience:
        """A list is on the screen, and was seen."""
        shown = [each.id for each in listed if each.type == OCCUPATION]
        return replace(self.with_seen(shown), listed=tuple(listed))

    def with_titles_offered(self, listed: Sequence[Referent]) -> Salience:
        """Titles alone are offered: they are on the screen, and their cards still to be seen."""
        titles = tuple(dict.fromkeys((*(each.id for each in listed), *self.offered)))
        return replace(self, listed=tuple(listed), offered=titles[:MAX_SEEN_OCCUPATIONS])

    def with_seen(self, ids: Sequence[str]) -> Salience:
        """These professions are no news any more."""
        return replace(self, seen=tuple(dict.fromkeys((*ids, *self.seen)))[:MAX_SEEN_OCCUPATIONS])

    def asked(self, aspect: str) -> Salience:
        """What was asked about."""
        return replace(self, aspect=aspect)

    def answered(self, key: str) -> Salience:
        """The entry that was answered from, so that its source can be asked for."""
        return replace(self, told=key)

    def closing(self, name: str) -> Salience:
        """This sentence closed a reply."""
        return replace(self, closed=(*self.closed, name))

    def find_newest_of_type(self, kind: str) -> Optional[Referent]:
        """The newest referent of a type."""
        return next((each for each in self.referents if each.type == kind), None)

    def find_other(self, current: Referent) -> Optional[Referent]:
        """« l'autre »: of a pair the second one, else the newest before `current`; what is lasting
        has no entry for its other."""
        alike = tuple(
            r
            for r in self.referents
            if current.type not in LASTING_TYPES or r.type in LASTING_TYPES
        )
        for group in (self.pair, alike):
            if current.id in [each.id for each in group] or group is alike:
                found = next((each for each in group if each.id != current.id), None)
                if found is not None:
                    return found
        return None

    def to_json(self) -> dict[str, Any]:
        """Plain data; `from_json` is its inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Optional[dict[str, Any]]) -> Salience:
        """Rebuild from `to_json`; nothing was talked about where there is no data."""
        if not data:
            return cls()
        groups = {
            name: tuple(Referent(**each) for each in data.get(name, ()))
            for name in ("referents", "pair", "listed")
        }
        return cls(
            **groups,
            aspect=data.get("aspect", ""),
            told=data.get("told", ""),
            closed=tuple(data.get("closed", ())),
            together=data.get("together", False),
            seen=tuple(data.get("seen", ())),
            offered=tuple(data.get("offered", ())),
        )
