"""The words and the choices of an answer of the terminal conversation."""

from __future__ import annotations

from typing import Any


def join_texts(answer: dict[str, Any]) -> str:
    parts = [reply["text"] for reply in answer["replies"]]
    parts += [reply["image"]["alt"] for reply in answer["replies"] if reply["image"]]
    for reply in answer["replies"]:
        parts += [f"{c['title']}\n{c['text']}\n{c['source']}" for c in reply["cards"]]
    return "\n".join(parts)


def list_labels(answer: dict[str, Any]) -> list[str]:
    return [
        choice["label"]
        for reply in answer["replies"]
        for holder in (reply, *reply["cards"])
        for choice in holder["choices"]
    ]
