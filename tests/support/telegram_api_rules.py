"""What the Bot API takes and what it refuses, as published and as it answers. Knows nothing of the
code that is tested: the numbers are the platform's."""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Callable
from typing import Any, Optional
from urllib.parse import urlparse

TEXT, CAPTION = 4096, 1024  # UTF-16 units
BUTTON_BYTES, IN_A_ROW, IN_ALL = 64, 8, 100
PHOTO_BYTES, FILE_BYTES = 10 * 1024 * 1024, 50 * 1024 * 1024
DESCRIPTION, SHORT_DESCRIPTION = 512, 120


class TelegramApiError(Exception):
    """An answer that is not « ok »."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def make_bad_request(description: str) -> TelegramApiError:
    return TelegramApiError(400, f"Bad Request: {description}")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parsed(fields: dict[str, Any], name: str, default: Any = None) -> Any:
    """A field that is JSON."""
    if name not in fields:
        return default
    try:
        return json.loads(fields[name])
    except ValueError:
        raise make_bad_request(f"can't parse {name} JSON object") from None


def chat_of(fields: dict[str, Any]) -> int:
    if not re.fullmatch(r"-?\d+", str(fields.get("chat_id", ""))):
        raise make_bad_request("chat_id is empty")
    return int(fields["chat_id"])


def text_of(text: str, most: int, empty: Optional[str], too_long: str) -> str:
    """As the server keeps it: without control characters and outer blanks."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    seen = [c for c in kept if unicodedata.category(c)[0] not in "ZCM"]
    if not seen and empty is not None:
        raise make_bad_request(empty)
    if utf16(kept) > most:
        raise make_bad_request(too_long)
    return kept


def entities_of(fields: dict[str, Any], text: str) -> list[dict[str, Any]]:
    raw = text.encode("utf-16-le")
    found = parsed(fields, "entities", [])
    for entity in found:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["length"] <= 0 or start < 0 or end > len(raw) // 2:
            raise make_bad_request(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text"
            )
        for place in (start, end):
            if 0xDC <= (raw[2 * place + 1] if 2 * place < len(raw) else 0) <= 0xDF:
                raise make_bad_request("entity begins in a middle of a UTF-16 symbol")
    return found


def keyboard_of(fields: dict[str, Any]) -> Optional[dict[str, Any]]:
    markup = parsed(fields, "reply_markup")
    if markup is None:
        return None
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise make_bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    if sum(map(len, rows)) > IN_ALL or any(len(row) > IN_A_ROW for row in rows):
        raise make_bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        _button(button)
    return markup


def _button(button: dict[str, Any]) -> None:
    if not button.get("text", "").strip():
        raise make_bad_request("inline keyboard button text must be non-empty")
    kinds = set(button) - {"text"}
    if kinds == {"callback_data"}:
        if not 1 <= len(button["callback_data"].encode()) <= BUTTON_BYTES:
            raise make_bad_request("BUTTON_DATA_INVALID")
    elif kinds == {"url"}:
        if urlparse(button["url"]).scheme not in ("http", "https", "tg"):
            raise make_bad_request("BUTTON_URL_INVALID")
    else:
        raise make_bad_request("BUTTON_TYPE_INVALID")


def photo_of(name: str, content: bytes) -> bytes:
    if len(content) > PHOTO_BYTES:
        raise make_bad_request("file is too big")
    if content[:8] != b"\x89PNG\r\n\x1a\n" and content[:3] != b"\xff\xd8\xff":
        raise make_bad_request("IMAGE_PROCESS_FAILED")
    if content[:4] == b"\x89PNG":
        wide, high = struct.unpack(">II", content[16:24])
        if wide + high > 10_000 or max(wide, high) > 20 * min(wide, high):
            raise make_bad_request("PHOTO_INVALID_DIMENSIONS")
    return content


def document_of(name: str, content: bytes) -> bytes:
    if not content:
        raise make_bad_request("file must be non-empty")
    if len(content) > FILE_BYTES:
        raise TelegramApiError(413, "Request Entity Too Large")
    if not name or "/" in name:
        raise make_bad_request("wrong file name")
    return content


def commands_of(fields: dict[str, Any]) -> list[dict[str, str]]:
    commands = parsed(fields, "commands", [])
    if len(commands) > 100:
        raise make_bad_request("too many commands")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
            raise make_bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= 256:
            raise make_bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def profile_of(fields: dict[str, Any], name: str, most: int) -> str:
    if len(fields.get(name, "")) > most:
        raise make_bad_request(f"{name} is too long")
    return fields.get(name, "")


def webhook_of(fields: dict[str, Any]) -> dict[str, Any]:
    url = urlparse(fields.get("url", ""))
    if url.scheme != "https":
        raise make_bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url.port not in (None, 443, 80, 88, 8443):
        raise make_bad_request(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", fields.get("secret_token", "")):
        raise make_bad_request("secret token contains unallowed characters")
    if not 1 <= int(fields.get("max_connections", 40)) <= 100:
        raise make_bad_request("max_connections")
    return {**fields, "allowed_updates": parsed(fields, "allowed_updates", [])}


Check = Callable[[str, bytes], bytes]
