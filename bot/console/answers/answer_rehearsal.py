"""Tries an answer in the real dialogue: which wordings get it, and what it would take over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.console.answers import answer_dataset
from bot.console.answers.answer_repository import Answer
from bot.dialogue.interpretation import learned_answers
from bot.dialogue.nlu.intent_examples import read_examples
from bot.dialogue.reading.reading_weights import load_reader
from bot.messaging.scratch_conversations import (
    ScratchConversations,
    ScratchReply,
    open_scratch_conversations,
)
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.message_validation import MessageRefused
from knowledge import search_documents
from knowledge.importers.dataset_files import LEARNED_ANSWERS_FILE as ANSWERS_FILE
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import Library

# How many near entries are tried, with how many wordings of each, and how many labelled messages.
MAX_NEAR_ENTRIES, MAX_NAMES, MAX_EXAMPLES = 10, 3, 15
_KINDS = ("faq", "service")
# A near message is played where it asks for the answer with this probability.
MIN_TRIED = 0.5


@dataclass(frozen=True)
class WordingTrial:
    """A wording with the reply it gets; `comes`: whether that is the answer, `offered`: whether one
    of its buttons leads to the answer."""

    wording: str
    reply: str
    comes: bool
    offered: bool = False


@dataclass(frozen=True)
class TakenMessage:
    """A message that gets the answer instead of its present reply."""

    message: str
    reply: str


@dataclass(frozen=True)
class Rehearsal:
    """What an answer would do."""

    wordings: tuple[WordingTrial, ...]
    taken: tuple[TakenMessage, ...]

    @property
    def coming(self) -> tuple[str, ...]:
        """The wordings that get the answer."""
        return tuple(each.wording for each in self.wordings if each.comes)


@dataclass(frozen=True)
class AnswerRehearser:
    """Plays messages in scratch conversations with the library of this process.

    Takes a few seconds: call it outside the event loop.
    """

    parts: TurnDependencies

    def rehearse(self, answer: Answer, wordings: Sequence[str]) -> Rehearsal:
        """Return what comes back to each wording, and the messages that the answer would take."""
        library = self.parts.library
        learned = library.of(_with_answer(library.base, answer))
        short = answer_dataset.build_entry(answer).short
        with open_scratch_conversations(self.parts, learned) as after:
            tried = tuple(_try_wording(after, each, answer, short) for each in wordings)
            near = list(dict.fromkeys(_list_near_messages(library, answer, wordings)))
            likely = _filter_likely(near, answer, learned)
            caught = [each for each in likely if _is_said(_reply(after, each).text, short)]
            before = after.with_library(library)
            replies = [(each, _reply(before, each).text) for each in caught]
        taken = (TakenMessage(each, said) for each, said in replies if not _is_said(said, short))
        return Rehearsal(tried, tuple(taken))

    def find_missed(self, cases: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the (message, expected words) that do not hold with the library in use."""
        with open_scratch_conversations(self.parts, self.parts.library) as now:
            return [
                (say, words) for say, words in cases if not _is_said(_reply(now, say).text, words)
            ]


def _with_answer(base: KnowledgeBase, answer: Answer) -> KnowledgeBase:
    """Return a base that also holds an answer, in place of an older one of this id."""
    entries = [
        entry
        for entry in base.questions.values()
        if base.files.get(entry.id) == ANSWERS_FILE and entry.id != answer.entry
    ]
    sources = [base.sources[each] for entry in entries for each in entry.sources]
    return base.with_dataset(
        ANSWERS_FILE,
        [*sources, answer_dataset.build_source(answer)],
        [*entries, answer_dataset.build_entry(answer)],
    )


def _try_wording(
    talks: ScratchConversations, wording: str, answer: Answer, short: str
) -> WordingTrial:
    reply = _reply(talks, wording)
    offered = answer_dataset.build_entry(answer).question in reply.labels
    return WordingTrial(wording, reply.text, _is_said(reply.text, short), offered)


def _reply(talks: ScratchConversations, text: str) -> ScratchReply:
    """Return the reply to a message, an empty one where it cannot be one."""
    try:
        return talks.reply(text)
    except MessageRefused:
        return ScratchReply()


def _is_said(reply: str, words: str) -> bool:
    return words in " ".join(reply.split())


def _filter_likely(texts: Sequence[str], answer: Answer, library: Library) -> list[str]:
    """Return the messages that may ask for an answer at all; a whole turn takes ten times as long,
    and a text whose vector is stored needs no encoder."""
    spelt = [library.spelling.correct(text).text for text in texts]
    vectors = library.vectors.queries(spelt, library.embedder)
    asked = map(load_reader().classify_entries, spelt, vectors)
    matches = [
        learned_answers.match_answers(each, vector, library)
        for each, vector in zip(asked, vectors, strict=True)
    ]
    return [
        text
        for text, found in zip(texts, matches, strict=True)
        if any(each.id == answer.entry and each.probability >= MIN_TRIED for each in found)
    ]


def _list_near_messages(library: Library, answer: Answer, wordings: Sequence[str]) -> Iterator[str]:
    """Yield messages that ask for something else: wordings of the nearest entries of the base, and
    the labelled messages that share most words."""
    known = (answer.question, *answer.variants, *wordings)
    near = dict.fromkeys(
        hit.id
        for wording in wordings
        for hit in library.search(wording, _KINDS, MAX_NEAR_ENTRIES)
        if hit.id != answer.entry
    )
    for entry_id in list(near)[:MAX_NEAR_ENTRIES]:
        names = search_documents.list_names(library.base.entries[entry_id])
        yield from (each for each in names[:MAX_NAMES] if each not in known)
    for example, _, _ in process.extract(
        answer.question, _list_labelled_messages(), scorer=fuzz.token_set_ratio, limit=MAX_EXAMPLES
    ):
        if example not in known:
            yield example


@lru_cache(maxsize=1)
def _list_labelled_messages() -> tuple[str, ...]:
    """Return the examples of the intents, which ship with the product."""
    return tuple(dict.fromkeys(each.text for each in read_examples()))
