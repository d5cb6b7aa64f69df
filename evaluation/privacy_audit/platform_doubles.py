"""Doubles of Telegram and Meta that accept whatever is sent.

They listen on loopback, so that the channels' own code sends and nothing leaves the machine.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

# Tokens of the doubles.
TELEGRAM_TOKEN = "4242424242:" + "no-token-" * 4
TELEGRAM_SECRET, MESSENGER_TOKEN, MESSENGER_SECRET = (
    f"{what}-of-the-audit_42" for what in ("header", "page", "app")
)
_NUMBERS = count(100)
_TELEGRAM_BOT = {"id": 4242424242, "is_bot": True, "first_name": "Boussole", "username": "AuditBot"}
_SEND_METHODS = ("sendMessage", "sendPhoto", "sendDocument")


def build_platforms() -> Starlette:
    """Return both platforms as an application that accepts everything."""
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", _answer_telegram, methods=["POST"]),
            Route("/{version}/me", _answer_page),
            Route("/{version}/me/messages", _answer_messages, methods=["POST"]),
        ]
    )


async def _answer_telegram(request: Request) -> Response:
    async with request.form() as form:
        chat, method = str(form.get("chat_id", "0")), request.path_params["method"]
    result: Any = True
    if method == "getMe":
        result = _TELEGRAM_BOT
    elif method in _SEND_METHODS:
        where = {"id": int(chat), "type": "private"}
        result = {"message_id": next(_NUMBERS), "date": 1764064800, "chat": where, "text": "…"}
    return JSONResponse({"ok": True, "result": result})


async def _answer_page(request: Request) -> Response:
    return JSONResponse({"id": "100200300400500"})


async def _answer_messages(request: Request) -> Response:
    return JSONResponse({"recipient_id": "0", "message_id": f"m_{next(_NUMBERS)}"})
