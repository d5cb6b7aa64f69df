"""Training messages for the professions that a sentence about oneself points at.

They are those of `nlu_data/leads` (`id<TAB>message` per line: what somebody likes, knows or
describes, without the name), the descriptions of the knowledge base, and segments that point at
none. `Library.near` uses the classifier.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.dialogue.reading.entry_classifier import NO_ENTRY, Hyperparameters, read_wordings
from bot.dialogue.reading.reading_training import TrainingSegment
from bot.language.neutral_wording import neutralise
from knowledge import search_documents
from knowledge.knowledge_base import KnowledgeBase

# Labels that say nothing by which a profession could be found.
_NOWHERE = frozenset(
    {
        *("tell.lost", "tell.worry", "tell.private", "tell.doubt", "ask.rule", "ask.aid"),
        *("ask.dates", "ask.enrol", "ask.cost", "ask.contact", "request.human", "request.leads"),
        *("request.test", "request.appointment", "service.place", "service.bot", "service.help"),
        *("off.task", "off.world", "social.smalltalk", "social.comment", "meta.stop", "answer.yes"),
    }
)
# Half as many buckets as for the entries: smaller weights, same accuracy.
HYPERPARAMETERS = Hyperparameters(epochs=20, batch=128, rate=0.02, buckets=1 << 12)
# Step through the segments that point at none.
NEGATIVE_STRIDE = 24


def collect_messages(
    base: KnowledgeBase, folder: Path, segments: Iterable[TrainingSegment]
) -> list[tuple[str, str]]:
    """Return (id, message) of every profession, in neutral form, then of those that point at
    none."""
    towns = base.site.towns if base.site else ()
    found = [
        (each.id, text)
        for each in base.occupations.values()
        for text in (*each.described, *search_documents.list_names(each))
    ]
    found += [pair for pair in read_wordings(folder) if pair[0] in base.occupations]
    nowhere = [s.labelled.text for s in segments if s.labelled.label in _NOWHERE]
    found += [(NO_ENTRY, text) for text in nowhere[::NEGATIVE_STRIDE]]
    return list(dict.fromkeys((each, neutralise(text, towns)) for each, text in found))
