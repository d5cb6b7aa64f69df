"""`boussole safeguarding train · weigh · measure`: the classifier of distress and the arbiter."""

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
    parser = commands.add_parser("safeguarding", help="the classifier of distress")
    actions = parser.add_subparsers(required=True)
    parser = actions.add_parser("train", help="make it from its sentences")
    parser.set_defaults(command=train)
    parser = actions.add_parser("weigh", help="make the weights of the arbiter")
    parser.set_defaults(command=weigh)
    parser = actions.add_parser("measure", help="how well patterns and classifier hear")
    parser.add_argument("sentences", type=Path, help="such a file of sentences")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=measure)


def train(options: argparse.Namespace, settings: Settings) -> int:
    """Train on the sentences and on what people ask the dialogue."""
    from bot.care.classifier_training import train_classifier
    from knowledge.sentence_embedding import default_embedder

    facts = train_classifier(_list_everyday_sentences(settings), default_embedder().query)
    print(json.dumps(facts))
    return 0


def weigh(options: argparse.Namespace, settings: Settings) -> int:
    """Fit the arbiter on its sentences, each read as a turn reads it."""
    from bot.care import arbiter, arbiter_training
    from bot.care.detector import detect
    from bot.care.second_reading import combine_readings, read_with_classifier
    from bot.dialogue import self_corrections
    from bot.dialogue.reading.reading_weights import load_reader
    from bot.messaging.preprocessing import summarize_segment
    from bot.stores import open_library

    library, reader = open_library(settings), load_reader()
    found, told = [], []
    for one in arbiter_training.load_calibration_sentences():
        first = detect(one.text)
        heard = read_with_classifier(one.text, library.embedder.query, first)
        if heard is None or not heard.pieces:
            continue  # nothing is weighed then
        both = combine_readings(one.text, heard, first)
        reading = reader.read(self_corrections.resolve_correction(one.text), library)
        found.append(
            arbiter.extract_features(
                heard, first, both, tuple(map(summarize_segment, reading.segments))
            )
        )
        told.append(one)
    print(json.dumps(arbiter_training.fit_arbiter(found, told)))
    return 0


def measure(options: argparse.Namespace, settings: Settings) -> int:
    """The figures of a file, and each sentence that was missed or taken for distress."""
    from knowledge.sentence_embedding import default_embedder

    measurement = load_evaluation("benchmarks.distress_detection")
    found = measurement.measure(options.sentences, default_embedder().query)
    if options.json:
        print(json.dumps(found.figures(), ensure_ascii=False))
        return 0
    for line in found.lines():
        print(line)
    for sentence in found.wrong:
        print(f"{sentence.kind} {sentence.topic} {sentence.text}".strip(), file=sys.stderr)
    return 0


def _list_everyday_sentences(settings: Settings) -> list[str]:
    """What an orientation service is asked: the examples of the intents and the questions of the
    base, each once, without those that the patterns take for distress."""
    from rasa.shared.nlu.training_data.loading import load_data

    from bot.care.detector import detect
    from knowledge.knowledge_base import KnowledgeBase

    files = sorted((PROJECT_ROOT / "nlu_data").glob("*/nlu.yml"))
    asked = {each.get("text") for path in files for each in load_data(str(path)).intent_examples}
    for question in KnowledgeBase.load(settings.knowledge).questions.values():
        asked.update((question.question, *question.variants))
    return sorted(text for text in asked if not detect(text))
