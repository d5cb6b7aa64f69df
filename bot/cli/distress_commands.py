"""`boussole safeguarding train`, `weigh`, `measure`: the distress classifier and its arbiter."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.cli.evaluation_loader import load_evaluation
from bot.settings import PROJECT_ROOT, Settings


def register(commands: Any) -> None:
    """Add the commands."""
    parser = commands.add_parser("safeguarding", help="train and measure distress detection")
    actions = parser.add_subparsers(required=True)
    parser = actions.add_parser("train", help="train the classifier")
    parser.set_defaults(command=train, fits_weights=True)
    parser = actions.add_parser("weigh", help="fit the weights of the arbiter")
    parser.set_defaults(command=weigh, fits_weights=True)
    parser = actions.add_parser("measure", help="measure detection on a file")
    parser.add_argument("sentences", type=Path, help="a file of labelled sentences")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=measure)


def train(options: argparse.Namespace, settings: Settings) -> int:
    """Train the classifier on its sentences and on harmless questions."""
    from bot.care.classifier_training import train_classifier
    from knowledge.sentence_embedding import default_embedder

    facts = train_classifier(_list_everyday_sentences(settings), default_embedder().query)
    print(json.dumps(facts))
    return 0


def weigh(options: argparse.Namespace, settings: Settings) -> int:
    """Fit the arbiter's weights, on sentences preprocessed as in a turn."""
    from bot.care import arbiter, arbiter_training
    from bot.care.detector import detect
    from bot.care.second_reading import combine_readings, read_with_classifier
    from bot.dialogue import self_corrections
    from bot.dialogue.reading.reading_weights import load_reader
    from bot.messaging.preprocessing import summarize_segment
    from bot.stores import open_library

    library, reader = open_library(settings), load_reader()
    features, sentences = [], []
    for sentence in arbiter_training.load_calibration_sentences():
        first = detect(sentence.text)
        second = read_with_classifier(sentence.text, library.embedder.query, first)
        if second is None or not second.pieces:
            continue  # the arbiter is not used
        both = combine_readings(sentence.text, second, first)
        reading = reader.read(self_corrections.resolve_correction(sentence.text), library)
        features.append(
            arbiter.extract_features(
                second, first, both, tuple(map(summarize_segment, reading.segments))
            )
        )
        sentences.append(sentence)
    print(json.dumps(arbiter_training.fit_arbiter(features, sentences)))
    return 0


def measure(options: argparse.Namespace, settings: Settings) -> int:
    """Print the figures of a file; list misread sentences on standard error."""
    from knowledge.sentence_embedding import default_embedder

    measurement = load_evaluation("benchmarks.distress_detection")
    result = measurement.measure(options.sentences, default_embedder().query)
    if options.json:
        print(json.dumps(result.figures(), ensure_ascii=False))
        return 0
    for line in result.lines():
        print(line)
    for sentence in result.wrong:
        print(f"{sentence.kind} {sentence.topic} {sentence.text}".strip(), file=sys.stderr)
    return 0


def _list_everyday_sentences(settings: Settings) -> list[str]:
    """Return harmless sentences: intent examples and questions of the base.

    Those that the patterns take for distress are left out.
    """
    from rasa.shared.nlu.training_data.loading import load_data

    from bot.care.detector import detect
    from knowledge.knowledge_base import KnowledgeBase

    files = sorted((PROJECT_ROOT / "nlu_data").glob("*/nlu.yml"))
    asked = {each.get("text") for path in files for each in load_data(str(path)).intent_examples}
    for question in KnowledgeBase.load(settings.knowledge).questions.values():
        asked.update((question.question, *question.variants))
    return sorted(text for text in asked if not detect(text))
