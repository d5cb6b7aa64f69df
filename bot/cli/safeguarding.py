"""`boussole safeguarding train · weigh · measure`: the classifier of distress and the arbiter."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.settings import ROOT, Settings


def register(commands: Any) -> None:
    """Add the commands."""
    parser = commands.add_parser("safeguarding", help="the classifier of distress")
    actions = parser.add_subparsers(required=True)
    train = actions.add_parser("train", help="make it from its sentences")
    train.set_defaults(command=make)
    weigh = actions.add_parser("weigh", help="make the weights of the arbiter")
    weigh.set_defaults(command=weights)
    measure = actions.add_parser("measure", help="how well patterns and classifier hear")
    measure.add_argument("sentences", type=Path, help="such a file of sentences")
    measure.add_argument("--json", action="store_true")
    measure.set_defaults(command=show)


def make(options: argparse.Namespace, settings: Settings) -> int:
    """Train on the sentences and on what people ask the dialogue."""
    from bot.safeguarding.training import train
    from knowledge.embedding import default_embedder

    facts = train(_everyday(settings), default_embedder().query)
    print(json.dumps(facts))
    return 0


def weights(options: argparse.Namespace, settings: Settings) -> int:
    """Fit the arbiter on its sentences, each read as a turn reads it."""
    from bot.conversation.reading import meant
    from bot.dialogue import correcting
    from bot.dialogue.reading.weights import load_reader
    from bot.safeguarding import arbiter, calibrating
    from bot.safeguarding.detector import detect
    from bot.safeguarding.second_reading import hear, second
    from bot.stores import open_library

    library, reader = open_library(settings), load_reader()
    found, told = [], []
    for one in calibrating.sentences():
        first = detect(one.text)
        heard = hear(one.text, library.embedder.query, first)
        if heard is None or not heard.pieces:
            continue  # nothing is weighed then
        both = second(one.text, heard, first)
        reading = reader.read(correcting.meant(one.text), library)
        found.append(arbiter.numbers(heard, first, both, tuple(map(meant, reading.segments))))
        told.append(one)
    print(json.dumps(calibrating.fit(found, told)))
    return 0


def show(options: argparse.Namespace, settings: Settings) -> int:
    """The figures of a file, and each sentence that was missed or taken for distress."""
    from bot.cli.hearing import measure
    from knowledge.embedding import default_embedder

    found = measure(options.sentences, default_embedder().query)
    if options.json:
        print(json.dumps(found.figures(), ensure_ascii=False))
        return 0
    for line in found.lines():
        print(line)
    for sentence in found.wrong:
        print(f"{sentence.kind} {sentence.topic} {sentence.text}".strip(), file=sys.stderr)
    return 0


def _everyday(settings: Settings) -> list[str]:
    """What an orientation service is asked: the examples of the intents and the questions of the
    base, each once, without those that the patterns take for distress."""
    from rasa.shared.nlu.training_data.loading import load_data

    from bot.safeguarding.detector import detect
    from knowledge.base import Base

    files = sorted((ROOT / "nlu_data").glob("*/nlu.yml"))
    asked = {each.get("text") for path in files for each in load_data(str(path)).intent_examples}
    for question in Base.load(settings.knowledge).questions.values():
        asked.update((question.question, *question.variants))
    return sorted(text for text in asked if not detect(text))
