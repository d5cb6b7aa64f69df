"""Words that somebody typed stay in no cache of this process once they are erased (P6)."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator
from typing import Any

from bot.privacy.erasure import erase_content
from bot.storage.unit_of_work import writing
from knowledge.sentence_embedding import default_embedder
from tests.support.conversation_client import ConversationClient

# A rare word: written in no other file.
WORDS = ("xyvolta", "queb")
_CACHE = type(functools.lru_cache(lambda: None))


def _inside(found: Any, depth: int = 4) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, (_CACHE, tuple, list, dict, set, frozenset)) and depth:
        for each in gc.get_referents(found):
            yield from _inside(each, depth - 1)


def remembered(parts: Any) -> list[str]:
    """The caches that hold the word."""
    word = "".join(WORDS)
    gc.unfreeze()  # a service of this process hid what it loaded at its start (`bot.app`)
    held = [each for each in gc.get_objects() if isinstance(each, _CACHE)]
    found = [
        getattr(each, "__qualname__", repr(each))
        for each in held
        if any(word in text for text in _inside(each))
    ]
    nodes = parts.dialogue._processor.graph_runner._instantiated_nodes.values()
    cuts = [n._component._cut for n in nodes if hasattr(n._component, "_cut")]
    assert cuts
    found += ["tokens"] if any(word in text for cut in cuts for text in cut.vocab.strings) else []
    return found


def test_p6_no_cache_holds_a_word_after_an_erasure(parts: Any) -> None:
    person = ConversationClient(parts)
    word = "".join(WORDS)
    for text in (
        f"je veux faire {word} à l'unif",
        f"c'est quoi le métier de {word} ?",
        f"j'aime la {word} et les {word}s",
        f"où apprendre {word} près de Liège",
        f"enlève {word}",
        f"renard {word} canard",
    ):
        person.says(text)
    assert [key for key in default_embedder()._cache if not isinstance(key, bytes)] == []
    assert len(remembered(parts)) > 5
    with writing(parts.engine) as unit:
        erase_content(unit, person.name, parts.clock())
        unit.commit()
    assert remembered(parts) == []
