"""Requests to remove a message (« efface mon dernier message »), applied to the notebook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any, Optional

from bot.language.folding import fold_text
from bot.notebook.field_metadata import FieldMetadata
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Grid, Question

LAST_MESSAGE, NAMED_MESSAGE = "last", "named"
# Button values that name the message to remove.
MESSAGE_KEY = "item"
# As `fold_text` writes it: no accents or repeated letters.
_TAKES = r"(?:efac\w*|suprim\w*|enlev\w*|retir\w*|vir(?:e|er|ez)|repren(?:d\w*|ez|s))"
_OUGHT = (
    r"(?:(?:est ce que )?(?:je veux|jveux|je voudrais|j aimerais|(?:tu|on|vous) p\w+"
    r"|p\w+ (?:tu|on|vous)|(?:il )?faut) )?"
)
_NAME = r"(?:mon|le) (?:nom|prenom|adrese)(?: de famile)?"
_WHICH = (
    r"(?:(?:mon|ce|le|ma|cete|la) (?:dernier\w* )?(?:mesage|frase|phrase)"
    r"(?: (?:d avant|precedent\w*))?"
    r"|ce que (?:je viens (?:juste )?|(?:j ai|jai|je t ai) juste )(?:d |de )?(?:dit|dire|ecri\w*"
    r"|envoy\w*|tap\w*|mis|metre)"
    rf"|(?P<named>{_NAME}(?: et {_NAME})?))"
)
_POLITE = r"(?: (?:stp|svp|s il (?:te|vous) plait|merci|d ici|du chat))* ?\??"
_RETRACTION_REQUEST = re.compile(
    rf"(?:(?:oups|non|ah|euh|et|stp|svp|ok|atend\w*) )*{_OUGHT}{_TAKES}(?: moi)? {_WHICH}{_POLITE}"
)


def parse_retraction_request(text: str) -> Optional[str]:
    """Return LAST_MESSAGE or NAMED_MESSAGE (with a name or address) to remove, or None."""
    match = _RETRACTION_REQUEST.fullmatch(fold_text(text))
    return None if match is None else NAMED_MESSAGE if match["named"] else LAST_MESSAGE


def forget_message(
    notebook: Notebook, turns: Collection[dt.datetime], is_part: Callable[[str], bool]
) -> None:
    """Remove what was noted in these turns or quotes the message; restore nothing."""

    def change(field: FieldMetadata, entry: Any) -> Any:
        if isinstance(entry, Question):
            parts = (*entry.values, entry.about)
            return None if any(is_part(part) for part in parts if " " in part) else entry
        when = entry if isinstance(entry, dt.datetime) else getattr(entry, "when", None)
        words = getattr(entry, "words", "") or getattr(entry, "study", "")
        is_gone = when in turns or bool(words and is_part(words))
        return None if is_gone and not isinstance(entry, Grid) else entry

    notebook.change_entries(change)
    if notebook.decision is None:
        notebook.plan = []
