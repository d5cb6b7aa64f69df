"""How often titles of others find the right trade of ROME, which has to be imported
(`boussole knowledge import rome`). Prints one table.

    python -m tests.soak.title_search_measurement --esco FOLDER --links FILE --shortages FILE
    --titles FILE

- `--esco`: ESCO's labels in French (`occupations_fr.csv`: `conceptUri`, `preferredLabel`,
  `altLabels`), and `--links`: which codes of ROME each occupation of ESCO has (`esco_uri`,
  `code_rome`). Labels that ROME has too are a list of their own, since they are found by being
  equal. Occupations are halved by a hash of their address: what is tuned is tuned on the first
  half, and of the second only the figures are read.
- `--shortages`: titles of a list of shortages with a code (`intitule`, `rome_candidat`, `methode`),
  only where the methode is `exact`.
- `--titles`: one JSON object a line: `ask`, and what is right: `rome`, `also` or `domain`, each one
  or several, codes or domains.

A domain is the first three characters of a code (« A14 »). Right is the domain of the first
profession found, and the code among the first ten.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from bot.language.normalisation import tokenise
from bot.settings import Settings
from bot.stores import open_library
from knowledge.library import Library
from knowledge.name_lexicon import make_name_key
from knowledge.vector_cache import VectorCache

MAX_FOUND = 10
DOMAIN = 3  # characters of a code
SHOWN_MISSES = 60


@dataclass(frozen=True)
class Asked:
    """A title, and the codes or domains of ROME that are right for it."""

    text: str
    codes: frozenset[str]
    domains: frozenset[str]


@dataclass(frozen=True)
class Found:
    """What the search answers to one title, in order: ids, and their codes."""

    asked: Asked
    ids: Sequence[str]
    codes: Sequence[str]

    @property
    def domain_first(self) -> bool:
        return bool(self.codes) and self.codes[0][:DOMAIN] in self.asked.domains

    @property
    def code_found(self) -> bool:
        return bool(self.asked.codes.intersection(self.codes))


def main() -> None:
    options = _options()
    library = open_library(Settings())
    vectors = VectorCache(options.vectors)
    print(f"{'list':34} {'titles':>6} {'domain first':>12} {'code in ten':>12} {'p50, ms':>8}")
    for name, asked in _lists(options, library):
        found, took = _answers(library, vectors, asked)
        coded = [each for each in found if each.asked.codes]
        first = _share([each.domain_first for each in found])
        ten = _share([each.code_found for each in coded])
        print(f"{name:34} {len(found):6} {first:10.1f} % {ten:10.1f} % {took:8.2f}", flush=True)
        if name == options.misses:
            _tell_misses(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--esco", type=Path, action="append", default=[])
    parser.add_argument("--links", type=Path)
    parser.add_argument("--shortages", type=Path)
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--vectors", type=Path, help="a file in which vectors of titles are kept")
    parser.add_argument("--misses", default="", help="the list whose misses are told")
    return parser.parse_args()


def _lists(options: argparse.Namespace, library: Library) -> Iterator[tuple[str, list[Asked]]]:
    if options.esco and options.links:
        yield from _esco(options.esco, options.links, _names_of_rome(library))
    if options.shortages:
        yield "shortages", list(_shortages(options.shortages))
    if options.titles and options.titles.exists():
        yield "titles", list(_titles(options.titles))


def _names_of_rome(library: Library) -> set[tuple[str, ...]]:
    return {_key(name) for names in library.base.official_names.values() for name in names}


def _key(name: str) -> tuple[str, ...]:
    return make_name_key(tokenise(name))


def _esco(
    folders: Sequence[Path], links: Path, known: set[tuple[str, ...]]
) -> Iterator[tuple[str, list[Asked]]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(links):
        codes[row["esco_uri"]].add(row["code_rome"])
    labels: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for folder in folders:
        for row in _rows(folder / "occupations_fr.csv"):
            if row["conceptUri"] in codes:
                several = row["altLabels"].replace("|", "\n").splitlines()
                for label in (*row["preferredLabel"].split("/"), *several):
                    if label.strip():
                        labels[row["conceptUri"]].setdefault(_key(label), label.strip())
    for half in (0, 1):
        for equal in (False, True):
            name = f"ESCO {('tuned on', 'kept apart')[half]}, {'as in ROME' if equal else 'others'}"
            yield (
                name,
                [
                    _asked(label, codes[uri])
                    for uri in sorted(labels)
                    if crc32(uri.encode()) % 2 == half
                    for key, label in labels[uri].items()
                    if (key in known) == equal
                ],
            )


def _shortages(path: Path) -> Iterator[Asked]:
    for row in _rows(path):
        if row["methode"] == "exact":
            # « Chef / Cheffe de chantier »: the second is whole.
            yield _asked(row["intitule"].split(" / ")[-1], {row["rome_candidat"]})


def _titles(path: Path) -> Iterator[Asked]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        right = {*_several(row.get("rome")), *_several(row.get("also"))}
        codes = {each for each in right if len(each) > DOMAIN}
        asked = _asked(row["ask"], codes)
        domains = {*asked.domains, *_several(row.get("domain")), *(right - codes)}
        yield Asked(asked.text, asked.codes, frozenset(domains))


def _several(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()


def _asked(text: str, codes: set[str]) -> Asked:
    return Asked(text, frozenset(codes), frozenset(code[:DOMAIN] for code in codes))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _answers(
    library: Library, vectors: VectorCache, asked: Sequence[Asked]
) -> tuple[list[Found], float]:
    """Every answer, and the milliseconds of the median search, its vector being at hand."""
    known = vectors.queries([each.text for each in asked], library.embedder)
    found, took = [], []
    for each, vector in zip(asked, known, strict=True):
        began = time.perf_counter()
        hits = library.index.search(each.text, vector, ("occupation",), MAX_FOUND)
        took.append(1000 * (time.perf_counter() - began))
        ids = [hit.id for hit in hits]
        found.append(Found(each, ids, [_code(library, entry) for entry in ids]))
    return found, float(np.median(took)) if took else 0.0


def _code(library: Library, entry_id: str) -> str:
    entry = library.base.occupations.get(entry_id) or library.base.sheets[entry_id]
    return entry.rome


def _share(right: Sequence[bool]) -> float:
    return 100 * sum(right) / max(len(right), 1)


def _tell_misses(found: Sequence[Found]) -> None:
    missed = [each for each in found if not each.domain_first]
    for each in missed[:: max(len(missed) // SHOWN_MISSES, 1)]:
        print(f"  {each.asked.text!r} {sorted(each.asked.codes)}: {list(each.ids[:4])}")


if __name__ == "__main__":
    main()
