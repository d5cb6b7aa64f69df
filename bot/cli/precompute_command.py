"""`boussole precompute`: vectors and weights that are computed from the repository and shipped."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

from bot.progress_bar import ProgressBar
from bot.settings import Settings, create_private_folder


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("precompute", help="rebuild the shipped vectors and weights")
    parser.add_argument("--check", action="store_true", help="only list what is stale")
    parser.set_defaults(command=precompute, fits_weights=True)


def precompute(options: argparse.Namespace, settings: Settings) -> int:
    """Rebuild what is stale; with `--check`, only list it and return 1 if anything is."""
    stale = [*_list_stale_vectors(settings), *_list_stale_weights(settings)]
    for line in stale:
        print(line)
    if options.check:
        if stale:
            print("stale: `boussole precompute` makes it again", file=sys.stderr)
        return 1 if stale else 0
    create_private_folder(settings.data)
    _measure_ranges(settings)
    _make_vectors(settings)
    _make_weights(settings)
    _fit_reading(settings)
    _fit_talks(settings)
    _fit_learned_answers(settings)
    return 0


def _list_stale_vectors(settings: Settings) -> Iterator[str]:
    from knowledge.encoder import activation_ranges
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.sentence_embedding import default_embedder
    from knowledge.shipped_vector_builder import iter_stale_files
    from knowledge.shipped_vectors import SHIPPED_FOLDER

    if activation_ranges.are_stale():
        yield "ranges of the encoder: they are missing or of other weights"
    yield from iter_stale_files(
        KnowledgeBase.load(settings.knowledge), default_embedder(), SHIPPED_FOLDER
    )


def _measure_ranges(settings: Settings) -> None:
    from knowledge.encoder import activation_ranges
    from knowledge.encoder.model_file import ModelFile
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.shipped_vector_builder import draw_texts

    if activation_ranges.are_stale():
        texts = draw_texts(KnowledgeBase.load(settings.knowledge))
        measured = activation_ranges.measure_ranges(ModelFile.installed(), texts)
        activation_ranges.ship_ranges(measured)


def _make_vectors(settings: Settings) -> None:
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.sentence_embedding import default_embedder
    from knowledge.shipped_vector_builder import update_files
    from knowledge.shipped_vectors import SHIPPED_FOLDER

    base, cache = KnowledgeBase.load(settings.knowledge), settings.data / "vectors.sqlite"
    update_files(
        base, default_embedder(), SHIPPED_FOLDER, cache, ProgressBar("vectors of the base")
    )


def _list_stale_weights(settings: Settings) -> Iterator[str]:
    from bot.dialogue.nlu import intent_examples, intent_training, shipped_weights
    from bot.language import spelling_correction
    from knowledge.knowledge_base import KnowledgeBase

    if shipped_weights.read_key(intent_training.WEIGHTS_NAME) != intent_training.hash_inputs(
        intent_examples.read_examples(), intent_examples.read_classifier_settings()
    ):
        yield "weights of the intents: the training data or its code has changed"
    from bot.dialogue.reading import purpose_training, reading_weights

    if shipped_weights.read_key(reading_weights.READING) != reading_weights.reading_key():
        yield "weights of the reading: the labelled messages or its code has changed"
    base = KnowledgeBase.load(settings.knowledge)
    if shipped_weights.read_key(reading_weights.ENTRIES) != reading_weights.entries_key(base):
        yield "weights of the entries: their wordings, the messages or the code has changed"
    if spelling_correction.read_vocabulary_key() != reading_weights.vocabulary_key(base):
        yield "vocabulary: the messages, the names of the base or the code has changed"
    if shipped_weights.read_key(reading_weights.LEADS) != reading_weights.leads_key(base):
        yield "weights of the leads: what is told, the messages or the code has changed"
    for task in purpose_training.TASKS:
        if shipped_weights.read_key(task.name) != reading_weights.purposes_key(task):
            yield f"weights of the {task.name}: examples, messages or code have changed"
    from bot.dialogue.interpretation import contextual_entries, contextual_entry_training

    if shipped_weights.read_key(
        contextual_entries.WEIGHTS_NAME
    ) != contextual_entry_training.hash_inputs(base):
        yield "weights of the talks: the talks, the entries or the code has changed"
    from bot.dialogue.interpretation import learned_answer_training, learned_answers

    if (
        shipped_weights.read_key(learned_answers.WEIGHTS_NAME)
        != learned_answer_training.hash_inputs()
    ):
        yield "weights of the approved answers: the wordings or the code has changed"


def _make_weights(settings: Settings) -> None:
    from bot.dialogue.nlu import intent_examples, intent_training, shipped_weights

    examples, chosen = intent_examples.read_examples(), intent_examples.read_classifier_settings()
    key, weights = intent_training.load_or_fit_weights(examples, chosen, settings.data)
    if shipped_weights.read_key(intent_training.WEIGHTS_NAME) != key:
        shipped_weights.ship_weights(intent_training.WEIGHTS_NAME, key, *weights.numbers())


def _fit_reading(settings: Settings) -> None:
    from bot.dialogue.nlu import shipped_weights
    from bot.dialogue.reading import purpose_training, reading_weights
    from bot.language import spelling_correction
    from knowledge.knowledge_base import KnowledgeBase

    base = KnowledgeBase.load(settings.knowledge)
    if spelling_correction.read_vocabulary_key() != reading_weights.vocabulary_key(base):
        reading_weights.make_vocabulary(base)
    if shipped_weights.read_key(reading_weights.READING) != reading_weights.reading_key():
        reading_weights.make_reading(base, settings.data)
    if shipped_weights.read_key(reading_weights.ENTRIES) != reading_weights.entries_key(base):
        reading_weights.make_entries(base, settings.data)
    if shipped_weights.read_key(reading_weights.LEADS) != reading_weights.leads_key(base):
        reading_weights.make_leads(base, settings.data)
    for task in purpose_training.TASKS:
        if shipped_weights.read_key(task.name) != reading_weights.purposes_key(task):
            reading_weights.make_purposes(task, settings.data)


def _fit_talks(settings: Settings) -> None:
    from bot.booking.local_time import local_day
    from bot.dialogue.interpretation import contextual_entries, contextual_entry_training
    from bot.dialogue.nlu import shipped_weights
    from bot.dialogue.reading.reading_weights import load_reader
    from knowledge.library import Library
    from knowledge.sentence_embedding import default_embedder

    cache = settings.data / "vectors.sqlite"
    library = Library.open(settings.knowledge, cache, default_embedder())
    if shipped_weights.read_key(
        contextual_entries.WEIGHTS_NAME
    ) != contextual_entry_training.hash_inputs(library.base):
        contextual_entry_training.fit_and_ship(
            library, load_reader(), local_day(dt.datetime.now(dt.timezone.utc))
        )


def _fit_learned_answers(settings: Settings) -> None:
    from bot.dialogue.interpretation import learned_answer_training, learned_answers
    from bot.dialogue.nlu import shipped_weights
    from bot.dialogue.reading.reading_weights import load_reader
    from knowledge.library import Library
    from knowledge.sentence_embedding import default_embedder

    key = shipped_weights.read_key(learned_answers.WEIGHTS_NAME)
    if key == learned_answer_training.hash_inputs():
        return
    cache = settings.data / "vectors.sqlite"
    library = Library.open(settings.knowledge, cache, default_embedder())
    learned_answer_training.fit_and_ship(library, load_reader())
