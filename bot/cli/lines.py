"""The commands that read lines and answer one line each: `nlu`, `search`, `safeguard`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bot.settings import Settings
from knowledge.base import KINDS

Answer = dict[str, Any]


def register(commands: Any) -> None:
    """Add the commands."""
    for name, command, what in (
        ("nlu", nlu, "what a sentence means"),
        ("search", search, "entries of the base for a sentence"),
        ("safeguard", safeguard, "signals of distress in a sentence"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("text", nargs="*")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)
        if name == "nlu":
            parser.add_argument("--explain", action="store_true")
            parser.add_argument("--state", default="", help="the state of the talk, as JSON")
        if name == "search":
            parser.add_argument("--kind", type=_kinds, help=",".join(KINDS))
            parser.add_argument("--top", type=_positive, default=5)


def nlu(options: argparse.Namespace, settings: Settings) -> int:
    """`{"text", "intent", "confidence", "entities"}` for each line; with `--explain`, the reading,
    every hypothesis and the decision."""
    if options.explain:
        return _explain(options, settings)
    from bot.dialogue import training
    from bot.dialogue.agent import Dialogue
    from bot.dialogue.understanding import entities
    from bot.stores import open_library

    dialogue = Dialogue(training.ensure(settings.models))
    library = open_library(settings)

    def answer(text: str) -> Answer:
        parse = dialogue.parse(text)
        intent = parse["intent"]
        found = entities(library.link(text))
        return {
            "text": text,
            "intent": intent["name"],
            "confidence": round(intent["confidence"], 4),
            "entities": found,
        }

    return _each(options, answer, lambda a: f"{a['intent']} {a['confidence']}")


def _explain(options: argparse.Namespace, settings: Settings) -> int:
    from bot.cli import explaining
    from bot.dialogue.reading.weights import load_reader
    from bot.stores import open_library, utc_now

    library, reader = open_library(settings), load_reader()
    try:
        state = explaining.state_from(options.state, library, utc_now().date())
    except explaining.BadState as error:
        print(f"boussole: {error}", file=sys.stderr)
        return 2
    return _each(
        options,
        lambda text: explaining.explain(reader.read(text, library), state),
        explaining.lines,
    )


def search(options: argparse.Namespace, settings: Settings) -> int:
    """`{"query", "results": [{"id", "kind", "title", "rome", "score"}]}` for each line."""
    from bot.stores import open_library

    library = open_library(settings)

    def answer(text: str) -> Answer:
        hits = library.search(text, options.kind, options.top)
        return {"query": text, "results": [_result(library.base, hit) for hit in hits]}

    return _each(options, answer, lambda a: " · ".join(r["title"] for r in a["results"]) or "—")


def safeguard(options: argparse.Namespace, settings: Settings) -> int:
    """`{"text", "signal", "topic"}` for each line."""
    from bot.safeguarding.detector import detect
    from bot.safeguarding.second_reading import read_again
    from knowledge.embedding import default_embedder

    embedder = default_embedder()

    def answer(text: str) -> Answer:
        signal = read_again(text, embedder.query, detect(text))
        return {"text": text, "signal": signal.level, "topic": signal.topic}

    return _each(options, answer, lambda a: f"{a['signal']} {a['topic'] or ''}".strip())


def _result(base: Any, hit: Any) -> Answer:
    entry = base.occupations.get(hit.id) or base.sheets.get(hit.id)
    return {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "rome": entry.rome if entry else None,
        "score": round(hit.score, 4),
    }


def _each(
    options: argparse.Namespace, answer: Callable[[str], Answer], short: Callable[[Answer], str]
) -> int:
    for line in _lines(options.text):
        answered = answer(line)
        shown = json.dumps(answered, ensure_ascii=False) if options.json else short(answered)
        print(shown, flush=True)
    return 0


def _lines(words: list[str]) -> Iterator[str]:
    """The arguments as one line, else the lines of standard input; blank ones are passed over."""
    if words:
        yield " ".join(words)
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _kinds(text: str) -> tuple[str, ...]:
    wanted = tuple(text.split(","))
    if not set(wanted) <= set(KINDS):
        raise argparse.ArgumentTypeError(f"kinds are {', '.join(KINDS)}")
    return wanted


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(text)
