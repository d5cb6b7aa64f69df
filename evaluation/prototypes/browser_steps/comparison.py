"""The browser's reading beside the server's, on what neither was taught."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.care.detector import detect
from bot.dialogue.reading.labels import LABELS
from bot.dialogue.reading.reader import Reader
from bot.matching.catalogue import Catalogue
from bot.matching.lead_suggestions import suggest_leads
from bot.notebook.guidance_errors import TooEarly
from evaluation.benchmarks.search_quality import QUERIES_FOLDER, read_queries
from evaluation.prototypes.browser_steps import held_out
from evaluation.prototypes.browser_steps.browser_runs import PageRun
from knowledge.library import Library

_DISTRESS_LABELS = ("care.distress", "off.danger")
PEOPLE = 300


@dataclass(frozen=True)
class Figure:
    """A figure of both; None where one of them has none."""

    what: str
    server: Any
    browser: Any


def compare(page: PageRun, reader: Reader, library: Library) -> Iterable[Figure]:
    """Yield each figure: labels, professions, distress, leads, time."""
    segments = held_out.read_bank()
    read = page.read([each.text for each in segments])
    labels = [_label_served(each.text, reader, library) for each in segments]
    right = [each.label for each in segments]
    yield Figure("segments of the bank", len(segments), len(segments))
    own = [each["label"] for each in read]
    yield Figure("act and aspect right, %", _share(labels, right), _share(own, right))
    masked = [each["masked"] for each in read]
    yield Figure("the same with names as their type, %", None, _share(masked, right))
    yield Figure("difference in points, 95 % interval", None, _compare_pairs(own, labels, right))
    yield Figure("act right, %", _share(labels, right, _act), _share(own, right, _act))
    yield Figure("same label as the server, %", None, _share(own, labels))
    yield from _compare_professions(page, library)
    yield from _compare_distress(page)
    yield from _compare_leads(page, library)
    yield from _measure_times(page, [each.text for each in segments])


def _label_served(text: str, reader: Reader, library: Library) -> str:
    """Return the label that the server's heads give a segment as typed."""
    return LABELS[int(reader.label_text(text, library.embedder.query(text)).argmax())]


def _compare_professions(page: PageRun, library: Library) -> Iterable[Figure]:
    queries = read_queries(QUERIES_FOLDER / "queries.yml")
    texts = [query["query"] for query in queries]
    wanted = [{query["id"], *query.get("also", ())} for query in queries]
    found = [[one["id"] for one in each["named"]][:1] for each in page.read(texts)]
    searched = [library.search(text, ("occupation",), 1) for text in texts]
    best = [[hit.id for hit in hits] for hits in searched]
    yield Figure("queries for a profession", len(queries), len(queries))
    shares = (_share_hit(best, wanted), _share_hit(found, wanted))
    yield Figure("right profession first, %", *shares)
    silent = sum(not each for each in found) / len(found)
    yield Figure("no profession found, %", 0.0, round(100 * silent, 1))


def _compare_distress(page: PageRun) -> Iterable[Figure]:
    texts = held_out.read_distress()
    served = sum(bool(detect(text)) for text in texts)
    own = sum(each["label"] in _DISTRESS_LABELS for each in page.read(texts))
    yield Figure("explicit sentences of distress heard", f"{served} of {len(texts)}", own)
    harmless = [each.text for each in held_out.read_bank() if _act(each.label) not in _SERIOUS]
    false = sum(each["label"] in _DISTRESS_LABELS for each in page.read(harmless))
    wrong = sum(bool(detect(text)) for text in harmless)
    yield Figure(f"heard in {len(harmless)} segments that have none", wrong, false)


def _measure_times(page: PageRun, texts: Sequence[str]) -> Iterable[Figure]:
    yield Figure("page ready, ms", None, round(page.ready_after()))
    for times_slower in (1, 4):
        page.slow_down(times_slower)
        times = sorted(each["ms"] for each in page.read(texts))
        spread = f"{statistics.median(times):.1f}, {times[int(0.95 * len(times))]:.1f}"
        what = f"a sentence, median and 95 of 100, ms, processor {times_slower} × slower"
        yield Figure(what, None, spread)


_SERIOUS = ("care", "off", "tell", "abuse")


def _compare_leads(page: PageRun, library: Library) -> Iterable[Figure]:
    people = held_out.generate_people(PEOPLE)
    catalogue = Catalogue(library.base.occupations.values())
    suggested = [_suggest(answers, catalogue) for answers in people]
    own = [set(each) for each in page.suggest(people)]
    same = sum(a == b for a, b in zip(suggested, own, strict=True))
    yield Figure("people who answered the thirty statements alone", PEOPLE, PEOPLE)
    yield Figure("people with leads", sum(map(bool, suggested)), sum(map(bool, own)))
    yield Figure("people with the same leads as the server", None, same)


def _suggest(answers: dict[str, int], catalogue: Catalogue) -> set[str]:
    try:
        leads = suggest_leads(held_out.make_notebook(answers), catalogue)
    except TooEarly:
        return set()
    return {lead.occupation_id for lead in leads}


def _act(label: str) -> str:
    return label.partition(".")[0]


def _share(found: Sequence[str], right: Sequence[str], part: Any = str) -> float:
    same = sum(part(a) == part(b) for a, b in zip(found, right, strict=True))
    return round(100 * same / len(right), 1)


def _compare_pairs(own: Sequence[str], served: Sequence[str], right: Sequence[str]) -> str:
    """Return the difference of both shares with its interval, from the paired differences."""
    pairs = zip(own, served, right, strict=True)
    differences = [100 * ((a == wanted) - (b == wanted)) for a, b, wanted in pairs]
    middle = statistics.mean(differences)
    half = 1.96 * statistics.stdev(differences) / math.sqrt(len(differences))
    return f"{middle:+.1f} ({middle - half:+.1f} to {middle + half:+.1f})"


def _share_hit(found: Sequence[list[str]], right: Sequence[set[str]]) -> float:
    hits = sum(bool(set(a) & b) for a, b in zip(found, right, strict=True))
    return round(100 * hits / len(right), 1)
