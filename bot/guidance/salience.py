"""The referents of a conversation, named or shown, newest first.

They resolve « et combien de temps ? », « l'autre », « lequel des deux », « celui d'avant ». Plain
data, stored with the conversation; the notebook holds what the person said of themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Optional

OCCUPATION, TRAINING, QUESTION, SERVICE, UNKNOWN, STUDY, EVENT = (
    *("occupation", "training", "question", "service"),
    *("unknown", "study", "event"),
)
# The aspect of the last answer when that was a choice that was noted.
CHOICE = "choice"
# Lasting subjects; other entries are only asked about in passing.
LASTING_TYPES = frozenset({OCCUPATION, TRAINING, STUDY, UNKNOWN})
MAX_REFERENTS = 8
# Number of shown professions to remember, so that « d'autres » yields others.
MAX_SEEN_OCCUPATIONS = 80


@dataclass(frozen=True)
class Referent:
    """Something that can be referred to.

    An entry by its id, or the words for a study (STUDY: « la chimie à l'unif ») or for something
    that is not in the base (UNKNOWN). `named`: by the person; otherwise only shown.
    """

    type: str
    id: str
    named: bool = True


@dataclass(frozen=True)
class Salience:
    """What the conversation is about.

    `referents`: newest first; `pair`: the last two things compared, in the order named; `listed`:
    the last list on the screen, with its type; `aspect`: what was last asked about; `told`: the
    entry and aspect of the last answer; `closed`: closing sentences already used; `together`: the
    last answer was about both of the pair; `seen`: ids of the professions shown in lists, newest
    first; `offered`: those of which only titles were shown; `aside`: the profession or study that
    the last message told of without making it the subject (« mon oncle est grutier »).
    """

    referents: tuple[Referent, ...] = ()
    pair: tuple[Referent, ...] = ()
    listed: tuple[Referent, ...] = ()
    aspect: str = ""
    told: str = ""
    closed: tuple[str, ...] = ()
    together: bool = False
    seen: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    aside: Optional[Referent] = None

    @property
    def subject(self) -> Optional[Referent]:
        """Return the current subject."""
        return self.referents[0] if self.referents else None

    @property
    def lasting_subject(self) -> Optional[Referent]:
        """Return the current profession or study, also after an answer about another entry."""
        return next((r for r in self.referents if r.type in LASTING_TYPES), None)

    def find_before(self) -> Optional[Referent]:
        """Find the entry before the current one, or the only one."""
        entries = [each for each in self.referents if each.type in (OCCUPATION, QUESTION)]
        return next(iter(entries[1:2] or entries), None)

    def beneath(self, referent: Referent) -> Salience:
        """Add a referent mentioned in passing; the lasting subject stays."""
        lasting = self.lasting_subject
        newer = self.about(referent)
        return newer.about(lasting) if lasting is not None else newer

    def about(self, referent: Referent) -> Salience:
        """Make a referent the subject."""
        others = tuple(each for each in self.referents if each.id != referent.id)
        newest = (referent, *others)[:MAX_REFERENTS]
        aside = None if referent.type in LASTING_TYPES else self.aside
        return replace(self, referents=newest, together=False, aside=aside)

    def beside(self, pair: Sequence[Referent]) -> Salience:
        """Compare two things; the first is the subject."""
        both = self
        for referent in reversed(pair):
            both = both.about(referent)
        return replace(both, pair=tuple(pair), together=True)

    def with_pair(self, pair: Sequence[Referent]) -> Salience:
        """Set the pair that « compare les deux » refers to, without changing the subject."""
        return replace(self, pair=tuple(pair)) if pair else self

    def with_aside(self, referent: Optional[Referent]) -> Salience:
        """Record what a message told of aside, None if nothing."""
        return replace(self, aside=referent)

    def without(self, ids: Collection[str]) -> Salience:
        """Remove referents by their ids."""

        def left(group: tuple[Referent, ...]) -> tuple[Referent, ...]:
            return tuple(referent for referent in group if referent.id not in ids)

        aside = None if self.aside is None or self.aside.id in ids else self.aside
        return replace(
            self,
            referents=left(self.referents),
            pair=left(self.pair),
            listed=left(self.listed),
            aside=aside,
        )

    def with_list_shown(self, listed: Sequence[Referent]) -> Salience:
        """Record a list on the screen, and that it was seen."""
        shown = [referent.id for referent in listed if referent.type == OCCUPATION]
        return replace(self.with_seen(shown), listed=tuple(listed), together=False)

    def with_titles_offered(self, listed: Sequence[Referent]) -> Salience:
        """Record a list of titles on the screen whose cards were not seen."""
        titles = tuple(dict.fromkeys((*(referent.id for referent in listed), *self.offered)))
        offered = titles[:MAX_SEEN_OCCUPATIONS]
        return replace(self, listed=tuple(listed), offered=offered, together=False)

    def with_seen(self, ids: Sequence[str]) -> Salience:
        """Record that professions were seen."""
        return replace(self, seen=tuple(dict.fromkeys((*ids, *self.seen)))[:MAX_SEEN_OCCUPATIONS])

    def asked(self, aspect: str) -> Salience:
        """Record what was asked about."""
        return replace(self, aspect=aspect)

    def answered(self, key: str) -> Salience:
        """Record the entry of the last answer, so that its source can be asked for."""
        return replace(self, told=key)

    def closing(self, name: str) -> Salience:
        """Record a used closing sentence."""
        return replace(self, closed=(*self.closed, name))

    def find_newest_of_type(self, kind: str) -> Optional[Referent]:
        """Return the newest referent of a type."""
        return next((r for r in self.referents if r.type == kind), None)

    def find_other(self, current: Referent) -> Optional[Referent]:
        """Return « l'autre »: the other of the pair, else the one before `current`."""
        alike = tuple(
            r
            for r in self.referents
            if current.type not in LASTING_TYPES or r.type in LASTING_TYPES
        )
        for group in (self.pair, alike):
            if current.id in [referent.id for referent in group] or group is alike:
                found = next((referent for referent in group if referent.id != current.id), None)
                if found is not None:
                    return found
        return None

    def to_json(self) -> dict[str, Any]:
        """Return plain data; `from_json` is the inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Optional[dict[str, Any]]) -> Salience:
        """Rebuild from `to_json`; empty without data."""
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
            aside=Referent(**data["aside"]) if data.get("aside") else None,
        )
