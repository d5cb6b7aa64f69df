"""Fit the weights of `learned_answers` on the wordings of `nlu_data/entries`.

The projection is a linear discriminant analysis: questions are the classes, their wordings the
samples. The regression is fitted on entries that the projection has not seen, each in the place of
an approved answer with its question and two of its variants; wordings of other entries and labelled
messages ask for none of them. Each row is one of the nearest answers to a message.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.dialogue.interpretation import learned_answers
from bot.dialogue.interpretation.learned_answers import (
    MATCH_FEATURES,
    AnswerWeights,
    LearnedAnswer,
    MatchContext,
    embed_answer,
    make_answer,
    make_context,
    observe_matches,
)
from bot.dialogue.nlu import shipped_weights
from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import reading_training, reading_weights
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.reader import Reader
from knowledge.library import Library
from knowledge.sentence_embedding import default_embedder

# Files with wordings in other languages, and most wordings of one entry.
_FOREIGN, MAX_WORDINGS = "foreign", 30
DIMENSIONS, SHRINKAGE = 200, 0.5
# Share of the entries that the projection does not see while the regression is fitted.
HELD_OUT_SHARE = 0.2
# The number of answers in each round of the regression; wordings of each, and messages of each
# other kind in a round.
ROUNDS, WORDINGS, UNSEEN, OTHERS = (40, 40, 40, 20, 20, 10, 5, 3), 6, 80, 250
VARIANTS, PENALTY, SEED = 2, 0.5, 1
# The share of other wordings whose own entry the base is taken not to hold.
UNKNOWN_SHARE = 0.3


def hash_inputs() -> str:
    """Return a hash of the wordings, the embedder, the classifier of entries and the code."""
    digest = hashlib.sha256(default_embedder().name.encode())
    digest.update(str(shipped_weights.read_key(reading_weights.ENTRIES)).encode())
    for path in sorted(reading_weights.WORDINGS_FOLDER.glob("*.tsv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path in (Path(str(learned_answers.__file__)), Path(__file__)):
        digest.update(hash_source(path))
    return digest.hexdigest()


def fit_and_ship(library: Library, reader: Reader) -> None:
    """Fit and ship the weights; `reader` classifies the entries."""
    weights = fit_weights(library, reader)
    shipped_weights.ship_weights(
        learned_answers.WEIGHTS_NAME,
        hash_inputs(),
        {
            "projection": weights.projection.astype(np.float32),
            "known": weights.known.astype(np.float32),
        },
        {
            "features": list(MATCH_FEATURES),
            "center": [round(float(each), 6) for each in weights.center],
            "match": [round(float(each), 4) for each in weights.match],
            "intercept": round(weights.intercept, 4),
        },
    )


def fit_weights(library: Library, reader: Reader) -> AnswerWeights:
    """Fit the regression on held-out entries, then the projection on all of them."""
    rng = random.Random(SEED)  # nosec B311: draws examples for a fit, nothing secret
    wordings = _collect_wordings(library)
    texts = [text for each in wordings.values() for text in each]
    vectors = dict(zip(texts, library.vectors.queries(texts, library.embedder), strict=True))
    ids = sorted(wordings)
    rng.shuffle(ids)
    held_out = ids[: int(len(ids) * HELD_OUT_SHARE)]
    shown = ids[len(held_out) :]
    seen = fit_projection([[vectors[text] for text in wordings[each]] for each in shown])
    sample = _draw_sample(library, reader, wordings, (held_out, shown), rng)
    context = make_context(library, seen, reader)
    rows = list(_make_rows(library, sample, shown, context, rng))
    features, right = np.array([row for row, _ in rows]), np.array([asks for _, asks in rows])
    scale = features.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=PENALTY, max_iter=5000).fit(features / scale, right)
    whole = fit_projection([[vectors[text] for text in each] for each in wordings.values()])
    return replace(whole, match=fitted.coef_[0] / scale, intercept=float(fitted.intercept_[0]))


def fit_projection(classes: Sequence[Sequence[np.ndarray]]) -> AnswerWeights:
    """Return the discriminant projection of classes of vectors, without a regression."""
    center = np.mean([vector for each in classes for vector in each], axis=0)
    size = len(center)
    within, between, count = np.zeros((size, size)), np.zeros((size, size)), 0
    for each in classes:
        samples = np.array(each) - center
        mean = samples.mean(axis=0)
        within += (samples - mean).T @ (samples - mean)
        between += len(each) * np.outer(mean, mean)
        count += len(each)
    within /= count
    shrunk = (1 - SHRINKAGE) * within + SHRINKAGE * np.trace(within) / size * np.eye(size)
    values, axes = np.linalg.eigh(shrunk)
    whitening = axes / np.sqrt(values)
    _, directions = np.linalg.eigh(whitening.T @ (between / count) @ whitening)
    projection = whitening @ directions[:, ::-1][:, :DIMENSIONS]
    made = AnswerWeights(
        center, projection, np.zeros((0, DIMENSIONS)), np.zeros(len(MATCH_FEATURES)), 0.0
    )
    return replace(made, known=made.project(np.array([np.mean(each, axis=0) for each in classes])))


def _collect_wordings(library: Library) -> dict[str, list[str]]:
    """Return the French wordings of the questions of the base, by id."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(reading_weights.WORDINGS_FOLDER.glob("*.tsv")):
        if path.name.startswith(_FOREIGN):
            continue
        for line in path.read_text("utf-8").splitlines():
            entry_id, _, text = line.partition("\t")
            if entry_id in library.base.questions:
                found[entry_id].append(text)
    return {entry: list(dict.fromkeys(each))[:MAX_WORDINGS] for entry, each in found.items()}


@dataclass(frozen=True)
class _Example:
    """A message, the entry that it asks for, and the entry that the base is taken not to hold."""

    text: str
    entry: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class _Sample:
    """What the rows are drawn from: wordings of the entries that the projection has not seen, by
    id, (id, wording) of those that it has, messages that ask for no entry, and what the classifier
    says of every text."""

    own: Mapping[str, Sequence[str]]
    strange: Sequence[tuple[str, str]]
    labelled: Sequence[str]
    asked: Mapping[str, AskedEntries]

    def draw_examples(self, chosen: Sequence[str], rng: random.Random) -> Iterator[_Example]:
        """Yield the messages of a round in which the chosen entries are the answers."""
        yield from (_Example(text, each, each) for each in chosen for text in self.own[each])
        unseen = [each for each in self.own if each not in chosen][:UNSEEN]
        yield from (_Example(self.own[each][0], "", each) for each in unseen)
        for entry_id, text in self.strange:
            yield _Example(text, "", entry_id if rng.random() < UNKNOWN_SHARE else "")
        yield from map(_Example, self.labelled)


def _draw_sample(
    library: Library,
    reader: Reader,
    wordings: Mapping[str, Sequence[str]],
    entries: tuple[Sequence[str], Sequence[str]],
    rng: random.Random,
) -> _Sample:
    """Draw the texts; `entries`: those that the projection has not seen, and those that it has."""
    held_out, shown = entries
    own = {
        each: rng.sample(wordings[each], min(WORDINGS, len(wordings[each]))) for each in held_out
    }
    strange = [(each, rng.choice(wordings[each])) for each in rng.choices(shown, k=OTHERS)]
    segments = reading_training.list_segments(reading_weights.read_labelled_messages())
    labelled = [each.labelled.text for each in rng.sample(segments, OTHERS)]
    texts = [*(text for each in own.values() for text in each), *(text for _, text in strange)]
    return _Sample(own, strange, labelled, _ask_entries([*texts, *labelled], library, reader))


def _make_rows(
    library: Library,
    sample: _Sample,
    shown: Sequence[str],
    context: MatchContext,
    rng: random.Random,
) -> Iterator[tuple[np.ndarray, bool]]:
    """Yield the features of near answers to messages, and whether the answer is asked for.

    `shown`: the entries whose means the weights hold, in this order.
    """
    place_of = {each: place for place, each in enumerate(shown)}
    for count in ROUNDS:
        chosen = rng.sample(list(sample.own), min(count, len(sample.own)))
        answers = [_as_answer(each, library, context, rng) for each in chosen]
        for example in sample.draw_examples(chosen, rng):
            asked = _without_entry(sample.asked[example.text], example.hidden)
            vector = library.vectors.queries([asked.text], library.embedder)[0]
            without = _without_mean(context, place_of.get(example.hidden))
            for place, features in observe_matches(asked, vector, answers, without):
                yield features, chosen[place] == example.entry


def _without_mean(context: MatchContext, place: Optional[int]) -> MatchContext:
    """Return the context without the mean of the entry at a place."""
    if place is None:
        return context
    known = np.delete(context.weights.known, place, axis=0)
    return replace(context, weights=replace(context.weights, known=known))


def _ask_entries(texts: Sequence[str], library: Library, reader: Reader) -> dict[str, AskedEntries]:
    """Return what the classifier of entries says of texts; their vectors stay in the cache."""
    spelt = [library.spelling.correct(text).text for text in texts]
    vectors = library.vectors.queries(spelt, library.embedder)
    asked = map(reader.classify_entries, spelt, vectors)
    return dict(zip(texts, asked, strict=True))


def _as_answer(
    entry_id: str, library: Library, context: MatchContext, rng: random.Random
) -> LearnedAnswer:
    """Return an entry of the base as an answer with few wordings."""
    entry = library.base.questions[entry_id]
    variants = rng.sample(entry.variants, min(VARIANTS, len(entry.variants)))
    few = entry.copy(update={"variants": tuple(variants)})
    return make_answer(few, *embed_answer(few, library), context)


def _without_entry(asked: AskedEntries, entry_id: str) -> AskedEntries:
    """Return what the classifier would say of the others if it did not know an entry."""
    own = sum(each.probability for each in asked.ranked if each.id == entry_id)
    left = max(1.0 - own, 0.05)
    ranked = tuple(
        replace(each, probability=each.probability / left)
        for each in asked.ranked
        if each.id != entry_id
    )
    return replace(asked, ranked=ranked, none=asked.none / left)
