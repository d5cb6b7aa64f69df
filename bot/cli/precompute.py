"""`boussole precompute`: what is computed from our own sentences and shipped as plain numbers."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

from bot.progress import Bar
from bot.settings import Settings, own_folder


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("precompute", help="make the shipped vectors and weights again")
    parser.add_argument("--check", action="store_true", help="only tell what is stale")
    parser.set_defaults(command=precompute)


def precompute(options: argparse.Namespace, settings: Settings) -> int:
    """Make what is stale again, or only tell it: 1 when something is."""
    found = [*_stale_vectors(settings), *_stale_weights(settings)]
    for line in found:
        print(line)
    if options.check:
        if found:
            print("stale: `boussole precompute` makes it again", file=sys.stderr)
        return 1 if found else 0
    own_folder(settings.data)
    _make_vectors(settings)
    _make_weights(settings)
    _make_reading(settings)
    _make_talks(settings)
    return 0


def _stale_vectors(settings: Settings) -> Iterator[str]:
    from knowledge.base import Base
    from knowledge.embedding import default_embedder
    from knowledge.precomputing import stale
    from knowledge.shipped_vectors import FOLDER

    yield from stale(Base.load(settings.knowledge), default_embedder(), FOLDER)


def _make_vectors(settings: Settings) -> None:
    from knowledge.base import Base
    from knowledge.embedding import default_embedder
    from knowledge.precomputing import make
    from knowledge.shipped_vectors import FOLDER

    base, cache = Base.load(settings.knowledge), settings.data / "vectors.sqlite"
    make(base, default_embedder(), FOLDER, cache, Bar("vectors of the base"))


def _stale_weights(settings: Settings) -> Iterator[str]:
    from bot.dialogue.nlu import examples, fitting, shipped
    from knowledge import spelling
    from knowledge.base import Base

    if shipped.key_of(fitting.NAME) != fitting.key(examples.examples(), examples.settings()):
        yield "weights of the intents: the training data or its code has changed"
    from bot.dialogue.reading import weights

    if shipped.key_of(weights.NAME) != weights.key():
        yield "weights of the reading: the labelled messages or its code has changed"
    base = Base.load(settings.knowledge)
    if shipped.key_of(weights.ENTRIES) != weights.entries_key(base):
        yield "weights of the entries: their wordings, the messages or the code has changed"
    if spelling.made_from() != weights.vocabulary_key(base):
        yield "vocabulary: the messages, the names of the base or the code has changed"
    if shipped.key_of(weights.LEADS) != weights.leads_key(base):
        yield "weights of the leads: what is told, the messages or the code has changed"
    from bot.dialogue.interpretation import fitting_talks, in_talk

    if shipped.key_of(in_talk.NAME) != fitting_talks.key(base):
        yield "weights of the talks: the talks, the entries or the code has changed"


def _make_weights(settings: Settings) -> None:
    from bot.dialogue.nlu import examples, fitting, shipped

    told, chosen = examples.examples(), examples.settings()
    key, made = fitting.weights(told, chosen, settings.data)
    if shipped.key_of(fitting.NAME) != key:
        shipped.save(fitting.NAME, key, *made.numbers())


def _make_reading(settings: Settings) -> None:
    from bot.dialogue.nlu import shipped
    from bot.dialogue.reading import weights
    from knowledge import spelling
    from knowledge.base import Base

    base = Base.load(settings.knowledge)
    if spelling.made_from() != weights.vocabulary_key(base):
        weights.make_vocabulary(base)
    if shipped.key_of(weights.NAME) != weights.key():
        weights.make(base, settings.data)
    if shipped.key_of(weights.ENTRIES) != weights.entries_key(base):
        weights.make_entries(base, settings.data)
    if shipped.key_of(weights.LEADS) != weights.leads_key(base):
        weights.make_leads(base, settings.data)


def _make_talks(settings: Settings) -> None:
    from bot.booking.local_time import local_day
    from bot.dialogue.interpretation import fitting_talks, in_talk
    from bot.dialogue.nlu import shipped
    from bot.dialogue.reading.weights import load_reader
    from knowledge.embedding import default_embedder
    from knowledge.library import Library

    cache = settings.data / "vectors.sqlite"
    library = Library.open(settings.knowledge, cache, default_embedder())
    if shipped.key_of(in_talk.NAME) != fitting_talks.key(library.base):
        fitting_talks.make(library, load_reader(), local_day(dt.datetime.now(dt.timezone.utc)))
