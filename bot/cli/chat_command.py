"""`boussole chat`: a conversation in the terminal, through the very same turns."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Iterator
from typing import Any, Optional

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("chat", help="a conversation in the terminal")
    parser.add_argument("text", nargs="*")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=chat)


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Lines in, answers out; in JSON mode `{"choose": "label or number"}` presses a button."""
    from bot.app import Service
    from bot.dialogue import model_training

    service = Service.build(settings, model_training.ensure_model(settings.models))
    talk = TerminalConversation(service.parts)
    for line in _read_lines(options):
        answer = talk.hear(line)
        print(
            json.dumps(answer, ensure_ascii=False) if options.json else print_answer(answer),
            flush=True,
        )
    return 0


class TerminalConversation:
    """One person at a terminal."""

    def __init__(self, parts: Any) -> None:
        from bot.privacy.pseudonyms import derive_pseudonym

        self._parts = parts
        self._person = derive_pseudonym("terminal", secrets.token_hex(16), parts.key)
        self._count = 0
        self._choices: list[Any] = []

    def hear(self, line: Any) -> dict[str, Any]:
        """One line of text, or `{"choose": …}`, answered."""
        from bot.messaging import message_intake, preprocessing, turn_processor
        from bot.privacy.message_validation import MessageRefused

        self._count += 1
        number = str(self._count)
        try:
            incoming = self._incoming(line, number)
        except MessageRefused as refused:
            return self._refused(line, refused.reason)
        if incoming is None:
            return self._refused(line, "stale_choice")
        head = message_intake.accept_message(self._parts.engine, incoming, self._parts.clock())
        if head is None:
            raise RuntimeError("the terminal gave one id to two lines")
        result = turn_processor.answer_message(
            self._parts, head, preprocessing.preprocess(self._parts, head)
        )
        return self._answer(line, head, result)

    def _incoming(self, line: Any, number: str) -> Optional[Any]:
        from bot.messaging.message_intake import IncomingMessage, build_typed_message

        if not isinstance(line, dict):
            parts = self._parts
            return build_typed_message(
                "terminal", self._person, number, str(line), parts.key, parts.vault
            )
        token = self._find(str(line.get("choose", "")))
        return token and IncomingMessage("terminal", self._person, number, "choice", token)

    def _find(self, wanted: str) -> Optional[str]:
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self._choices):
            return self._choices[int(wanted) - 1].token
        return next((c.token for c in self._choices if c.label.lower() == wanted.lower()), None)

    def _answer(self, line: Any, head: Any, result: Any) -> dict[str, Any]:
        replies, owner, step = _read_replies(self._parts.engine, head, self._person)
        self._choices = [c for reply in replies for c in _list_choices(reply)]
        numbers = {choice.token: n for n, choice in enumerate(self._choices, start=1)}
        return {
            "said": line,
            "intent": result.intent,
            "confidence": round(result.confidence, 4),
            "owner": owner,
            "step": step,
            "signal": result.signal.level,
            "replies": [_describe_reply(reply, numbers) for reply in replies],
        }

    def _refused(self, line: Any, reason: str) -> dict[str, Any]:
        sentence = self._parts.dialogue.sentences.fill(f"utter_refused_{reason}", {}, "")["text"]
        return {
            "said": line if _make_printable(line) else None,
            "intent": None,
            "confidence": 0.0,
            "owner": "bot",
            "step": None,
            "signal": "none",
            "replies": [{"text": sentence, "choices": [], "cards": [], "image": None}],
        }


def _read_replies(engine: Any, head: Any, person: str) -> tuple[list[Any], str, Optional[str]]:
    from bot.messages import Reply
    from bot.notebook import notebook_repository
    from bot.storage.conversation_repository import fetch_conversation
    from bot.storage.reply_repository import list_answers
    from bot.storage.unit_of_work import reading

    with reading(engine) as unit:
        answers = list_answers(unit, head.conversation, head.seq)
        replies = [Reply.from_json(answer) for answer in answers]
        row = fetch_conversation(unit, head.conversation)
        kept = notebook_repository.find_notebook(unit, person)
    return replies, row.owner if row else "bot", kept.data.get("step") if kept else None


def _list_choices(reply: Any) -> list[Any]:
    return [*(c for card in reply.cards for c in card.choices), *reply.choices]


def _describe_reply(reply: Any, numbers: dict[str, int]) -> dict[str, Any]:
    def choices(some: Any) -> list[dict[str, Any]]:
        return [{"n": numbers[c.token], "label": c.label} for c in some]

    return {
        "text": reply.text,
        "choices": choices(reply.choices),
        "cards": [
            {
                "title": card.title,
                "text": card.text,
                "source": card.source,
                "date": card.date,
                "choices": choices(card.choices),
            }
            for card in reply.cards
        ],
        "image": {"url": reply.image.url, "alt": reply.image.alt} if reply.image else None,
    }


def print_answer(answer: dict[str, Any]) -> str:
    lines = []
    for reply in answer["replies"]:
        lines += [reply["text"], reply["image"] and f"({reply['image']['alt']})"]
        for card in reply["cards"]:
            lines += [
                f"— {card['title']}",
                card["text"],
                _format_source(card),
                _format_choices(card["choices"]),
            ]
        lines.append(_format_choices(reply["choices"]))
    return "\n".join(filter(None, lines)) + "\n"


def _format_source(card: dict[str, Any]) -> str:
    return f"({card['source']}, {card['date']})" if card["source"] else ""


def _format_choices(choices: list[dict[str, Any]]) -> str:
    return "  ".join(f"[{choice['n']}] {choice['label']}" for choice in choices)


def _read_lines(options: argparse.Namespace) -> Iterator[Any]:
    """Text, or in JSON mode also objects with `choose`."""
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


def _make_printable(line: Any) -> bool:
    try:
        str(line).encode()
    except UnicodeEncodeError:
        return False
    return True
