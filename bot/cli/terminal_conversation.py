"""A conversation in the terminal: lines and choices in, replies out as data or text."""

from __future__ import annotations

import secrets
from typing import Any, Optional

from sqlalchemy.engine import Engine

from bot.messages import Choice, Reply
from bot.messaging import message_intake, preprocessing, turn_processor
from bot.messaging.message_intake import IncomingMessage, PendingMessage, build_typed_message
from bot.messaging.turn_dependencies import TurnDependencies
from bot.notebook import notebook_repository
from bot.privacy.message_validation import MessageRefused
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.conversation_repository import fetch_conversation
from bot.storage.reply_repository import list_answers
from bot.storage.unit_of_work import reading


class TerminalConversation:
    """A person at the terminal."""

    def __init__(self, parts: TurnDependencies) -> None:
        self._parts = parts
        self._person = derive_pseudonym("terminal", secrets.token_hex(16), parts.key)
        self._count = 0
        self._choices: list[Choice] = []

    def hear(self, line: Any) -> dict[str, Any]:
        """Answer a line of text, or a choice given as `{"choose": …}`."""
        self._count += 1
        number = str(self._count)
        try:
            incoming = self._incoming(line, number)
        except MessageRefused as refused:
            return self._refuse(line, refused.reason)
        if incoming is None:
            return self._refuse(line, "stale_choice")
        head = message_intake.accept_message(self._parts.engine, incoming, self._parts.clock())
        if head is None:
            raise RuntimeError("duplicate message id in the terminal")
        result = turn_processor.answer_message(
            self._parts, head, preprocessing.preprocess(self._parts, head)
        )
        return self._answer(line, head, result)

    def _incoming(self, line: Any, number: str) -> Optional[IncomingMessage]:
        if not isinstance(line, dict):
            parts = self._parts
            return build_typed_message(
                "terminal", self._person, number, str(line), parts.key, parts.vault
            )
        token = self._find(str(line.get("choose", "")))
        if token is None:
            return None
        return IncomingMessage("terminal", self._person, number, "choice", token)

    def _find(self, wanted: str) -> Optional[str]:
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self._choices):
            return self._choices[int(wanted) - 1].token
        return next((c.token for c in self._choices if c.label.lower() == wanted.lower()), None)

    def _answer(self, line: Any, head: PendingMessage, result: Any) -> dict[str, Any]:
        replies, owner, step = _read_replies(self._parts.engine, head, self._person)
        self._choices = [choice for reply in replies for choice in reply.offered]
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

    def _refuse(self, line: Any, reason: str) -> dict[str, Any]:
        sentence = self._parts.dialogue.sentences.fill(f"utter_refused_{reason}", {}, "")["text"]
        return {
            "said": line if _is_printable(line) else None,
            "intent": None,
            "confidence": 0.0,
            "owner": "bot",
            "step": None,
            "signal": "none",
            "replies": [{"text": sentence, "choices": [], "cards": [], "image": None}],
        }


def _read_replies(
    engine: Engine, head: PendingMessage, person: str
) -> tuple[list[Reply], str, Optional[str]]:
    with reading(engine) as unit:
        answers = list_answers(unit, head.conversation, head.seq)
        replies = [Reply.from_json(answer) for answer in answers]
        row = fetch_conversation(unit, head.conversation)
        kept = notebook_repository.find_notebook(unit, person)
    step = notebook_repository.read_step(kept.data) if kept else None
    return replies, row.owner if row else "bot", step


def _describe_reply(reply: Reply, numbers: dict[str, int]) -> dict[str, Any]:
    def choices(some: tuple[Choice, ...]) -> list[dict[str, Any]]:
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


def render_answer(answer: dict[str, Any]) -> str:
    """Format an answer of `hear` as text with numbered choices."""
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


def _is_printable(line: Any) -> bool:
    try:
        str(line).encode()
    except UnicodeEncodeError:
        return False
    return True
