"""Requests to the web API, and the errors it answers with."""

from __future__ import annotations

import json
from typing import Any

import httpx

from bot.care.helplines import get_emergency_number
from tests.support.live_service import LiveService
from tests.support.web_chat_client import Event

DISTRESS = "j'ai envie de mourir"


def extract_error(response: httpx.Response, status: int, service: LiveService) -> str:
    """The reason of a refusal; its sentence is the domain's, French, and has no gap left."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    told = response.json()
    assert set(told) == {"error", "message"}
    [said] = service.parts.dialogue.sentences.responses[f"utter_{told['error']}"]
    assert told["message"] == said["text"].format(emergency_number=get_emergency_number())
    assert told["message"][0].isupper()
    assert told["message"].endswith(".")
    assert not set("{}\n") & set(told["message"])
    return told["error"].removeprefix("refused_")


def encode_message(**data: Any) -> bytes:
    return json.dumps({"id": "a1", **data}).encode()


def drop_waiting(events: list[Event]) -> list[Event]:
    """Without the one field that tells the state of the moment."""
    for _, data in events:
        data.pop("waiting", None)
    return events
