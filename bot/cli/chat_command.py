"""`boussole chat`: a conversation in the terminal, through the same turns as the web."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("chat", help="a conversation in the terminal")
    parser.add_argument("text", nargs="*")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=chat)


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Read lines, print replies; in JSON mode `{"choose": "label or number"}` presses a button."""
    from bot.app import Service
    from bot.cli.terminal_conversation import TerminalConversation, render_answer
    from bot.dialogue import model_training

    service = Service.build(settings, model_training.ensure_model(settings.models))
    talk = TerminalConversation(service.parts)
    for line in _read_lines(options):
        answer = talk.hear(line)
        shown = json.dumps(answer, ensure_ascii=False) if options.json else render_answer(answer)
        print(shown, flush=True)
    return 0


def _read_lines(options: argparse.Namespace) -> Iterator[Any]:
    """Yield text lines; in JSON mode also objects with `choose`."""
    if options.text:
        yield " ".join(options.text)
        return
    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line.strip():
            continue
        if options.json and line.lstrip().startswith("{"):
            yield _parse_object(line)
        else:
            yield line


def _parse_object(line: str) -> Any:
    try:
        data = json.loads(line)
    except ValueError:
        return line
    return data if isinstance(data, dict) and "choose" in data else line
