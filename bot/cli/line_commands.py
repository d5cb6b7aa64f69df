"""Commands that answer each input line with one line: `nlu`, `search`, `safeguard`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bot.settings import Settings
from knowledge.entry_kinds import SEARCHED_KINDS

Answer = dict[str, Any]


def register(commands: Any) -> None:
    """Add the commands."""
    for name, command, what in (
        ("nlu", parse_lines, "predict the intent of sentences"),
        ("search", search_lines, "search the knowledge base"),
        ("safeguard", detect_distress_lines, "detect distress in sentences"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("text", nargs="*")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)
        if name == "nlu":
            parser.add_argument("--explain", action="store_true")
            parser.add_argument("--state", default="", help="the conversation state, as JSON")
        if name == "search":
            parser.add_argument("--kind", type=_parse_kinds, help=",".join(SEARCHED_KINDS))
            parser.add_argument("--top", type=_parse_positive, default=5)


def parse_lines(options: argparse.Namespace, settings: Settings) -> int:
    """Print `{"text", "intent", "confidence", "entities"}` per line.

    With `--explain`, print the reading, all hypotheses and the decision.
    """
    if options.explain:
        return _explain_lines(options, settings)
    from bot.dialogue import model_training
    from bot.dialogue.agent import Dialogue
    from bot.dialogue.intent_resolution import link_entities
    from bot.stores import open_library

    dialogue = Dialogue(model_training.ensure_model(settings.models))
    library = open_library(settings)

    def answer(text: str) -> Answer:
        parse = dialogue.parse(text)
        intent = parse["intent"]
        entities = link_entities(library.link(text))
        return {
            "text": text,
            "intent": intent["name"],
            "confidence": round(intent["confidence"], 4),
            "entities": entities,
        }

    return _answer_each(options, answer, lambda a: f"{a['intent']} {a['confidence']}")


def _explain_lines(options: argparse.Namespace, settings: Settings) -> int:
    from bot.cli import nlu_explanation
    from bot.dialogue.reading.reading_weights import load_reader
    from bot.stores import open_library, utc_now

    library, reader = open_library(settings), load_reader()
    try:
        state = nlu_explanation.parse_state(options.state, library, utc_now().date())
    except nlu_explanation.InvalidState as error:
        print(f"boussole: {error}", file=sys.stderr)
        return 2
    return _answer_each(
        options,
        lambda text: nlu_explanation.explain(reader.read(text, library), state),
        nlu_explanation.format_explanation,
    )


def search_lines(options: argparse.Namespace, settings: Settings) -> int:
    """Print `{"query", "results": [{"id", "kind", "title", "rome", "score"}]}` per line."""
    from bot.stores import open_library

    library = open_library(settings)

    def answer(text: str) -> Answer:
        hits = library.search(text, options.kind, options.top)
        return {"query": text, "results": [_format_hit(library.base, hit) for hit in hits]}

    return _answer_each(
        options, answer, lambda a: " · ".join(r["title"] for r in a["results"]) or "—"
    )


def detect_distress_lines(options: argparse.Namespace, settings: Settings) -> int:
    """Print `{"text", "signal", "topic"}` per line."""
    from bot.care.detector import detect
    from bot.care.second_reading import detect_with_classifier
    from knowledge.sentence_embedding import default_embedder

    embedder = default_embedder()

    def answer(text: str) -> Answer:
        signal = detect_with_classifier(text, embedder.query, detect(text))
        return {"text": text, "signal": signal.level, "topic": signal.topic}

    return _answer_each(options, answer, lambda a: f"{a['signal']} {a['topic'] or ''}".strip())


def _format_hit(base: Any, hit: Any) -> Answer:
    entry = base.occupations.get(hit.id) or base.sheets.get(hit.id)
    return {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "rome": entry.rome if entry else None,
        "score": round(hit.score, 4),
    }


def _answer_each(
    options: argparse.Namespace, answer: Callable[[str], Answer], short: Callable[[Answer], str]
) -> int:
    for line in read_lines(options.text):
        answered = answer(line)
        shown = json.dumps(answered, ensure_ascii=False) if options.json else short(answered)
        print(shown, flush=True)
    return 0


def read_lines(words: list[str]) -> Iterator[str]:
    """Yield the arguments as one line, else the non-blank lines of standard input."""
    if words:
        yield " ".join(words)
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _parse_kinds(text: str) -> tuple[str, ...]:
    wanted = tuple(text.split(","))
    if not set(wanted) <= set(SEARCHED_KINDS):
        raise argparse.ArgumentTypeError(f"kinds: {', '.join(SEARCHED_KINDS)}")
    return wanted


def _parse_positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a positive integer")
    return int(text)
