"""Other wordings of a question, made by simple rules, to try an answer with."""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.normalisation import normalise, tokenise
from knowledge.trade_words import ORDINARY_WORDS

MAX_WORDINGS = 5


def list_wordings(question: str, variants: Iterable[str]) -> list[str]:
    """Return the question and its variants, filled up with generated wordings to `MAX_WORDINGS`.

    Generated are: as typed in a hurry, after a greeting, inside a sentence, and its main words.
    """
    asked = question[:1].lower() + question[1:]
    generated = (
        normalise(question),
        f"Bonjour, {asked}",
        f"Je me demandais : {asked}",
        " ".join(word for word in tokenise(question) if word not in ORDINARY_WORDS),
    )
    wordings = (" ".join(each.split()) for each in (question, *variants, *generated))
    return list(dict.fromkeys(filter(None, wordings)))[:MAX_WORDINGS]
