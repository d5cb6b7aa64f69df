"""Measures turns in this process, from inbox row to committed replies, and their parts."""

from __future__ import annotations

import itertools
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.settings import Settings

WARM_UP_TURNS, MEASURED_TURNS, LONG_CONVERSATION_TURNS = 20, 200, 310
# Eight words each, with a profession of one word.
_SENTENCE_PATTERNS = (
    "comment je fais pour devenir {} après rhéto",
    "dis moi combien gagne une ou un {} débutant",
    "à quoi ressemble vraiment une journée de {} débutant",
    "est ce que les horaires de {} sont durs",
)


class TurnBench:
    """A service on its own database, with timers in each part of a turn."""

    def __init__(self, settings: Settings, model: Path, folder: Path) -> None:
        from bot.app import Service

        vectors = settings.data / "vectors.sqlite"
        if vectors.exists():
            shutil.copy(vectors, folder)
        mine = settings.copy(update={"data": folder, "pseudonym_key": "b" * 32})
        if not settings.database_url.startswith("sqlite"):
            mine = mine.copy(update={"database": settings.database})
        self.parts = Service.build(mine, model).parts
        self.spent: dict[str, list[float]] = defaultdict(list)
        self._numbers = itertools.count()
        self._now: dict[str, float] = defaultdict(float)
        self._inside = 0.0
        self._watch()

    def typed(self, person: str, text: str) -> float:
        """Return the milliseconds of a typed turn."""
        from bot.messaging import message_intake

        number = str(next(self._numbers))
        return self._turn(
            message_intake.build_typed_message("bench", person, number, text, self.parts.key)
        )

    def choose(self, person: str, token: str) -> float:
        """Return the milliseconds of a button press."""
        from bot.messaging.message_intake import IncomingMessage

        number = str(next(self._numbers))
        return self._turn(IncomingMessage("bench", person, number, "choice", token))

    def _turn(self, incoming: Any) -> float:
        from bot.messaging import message_intake, preprocessing, turn_processor

        head = message_intake.accept_message(self.parts.engine, incoming, self.parts.clock())
        if head is None:
            raise RuntimeError("duplicate message id in the bench")
        self._now.clear()
        began = time.perf_counter()
        read = preprocessing.preprocess(self.parts, head)
        turn_processor.answer_message(self.parts, head, read)
        took = (time.perf_counter() - began) * 1000
        self._now["storage and the rest"] = took - sum(self._now.values())
        for part, spent in self._now.items():
            self.spent[part].append(spent)
        return took

    def token(self, person: str, payload: str) -> str:
        """Mint a choice of this person's conversation, as a reply would."""
        import sqlalchemy as sa

        from bot.dialogue.reply_output import store_drafts
        from bot.storage.conversation_tables import conversations
        from bot.storage.unit_of_work import writing

        with writing(self.parts.engine) as unit:
            query = sa.select(conversations.c.id).where(conversations.c.person == person)
            conversation, draft = (
                unit.execute(query).scalar_one(),
                {"title": "x", "payload": payload},
            )
            (reply,) = store_drafts(unit, conversation, [{"buttons": [draft]}], self.parts.clock())
            unit.commit()
        return reply.choices[0].token

    def _timed(self, part: str, work: Callable[..., Any], *args: Any) -> Any:
        """Add to a part the time that `work` takes, without that of the parts inside it."""
        began, inside = time.perf_counter(), self._inside
        self._inside = 0.0
        try:
            return work(*args)
        finally:
            took = (time.perf_counter() - began) * 1000
            self._now[part] += took - self._inside
            self._inside = inside + took

    def _watch(self) -> None:
        """Time what reads and understands a message, predictions and actions."""
        from bot.dialogue.in_process_actions import registry
        from bot.dialogue.processor import TurnProcessor
        from bot.messaging import preprocessing, reply_composition

        for owner, name, part in (
            (self.parts.library.embedder, "query", "embedding"),
            (preprocessing, "read_with_classifier", "second reading for distress"),
            (self.parts.dialogue, "read", "reading of the segments"),
            (self.parts.dialogue, "parse", "understanding"),
            (reply_composition, "interpret_message", "interpretation in the talk"),
        ):
            setattr(owner, name, self._clocked(getattr(owner, name), part))
        predict = TurnProcessor._predict_next_with_tracker
        bench = self

        def timed_predict(processor: Any, tracker: Any) -> Any:
            return bench._timed("policies", predict, processor, tracker)

        TurnProcessor._predict_next_with_tracker = timed_predict
        for name, action in registry().items():
            registry()[name] = self._clocked(action, "actions")

    def _clocked(self, work: Callable[..., Any], part: str) -> Callable[..., Any]:
        return lambda *args: self._timed(part, work, *args)


def measure(settings: Settings, model: Path, folder: Path) -> Iterator[tuple[str, float]]:
    """Yield figures by name; times in milliseconds."""
    bench = TurnBench(settings, model, folder)
    sentences = generate_sentences(
        [each.title.m for each in bench.parts.library.base.occupations.values()]
    )
    person = "a" * 64
    bench.typed(person, "bonjour")
    for _ in range(WARM_UP_TURNS):
        bench.typed(person, next(sentences))
    yield from _measure_typed(bench, person, sentences)
    yield from _measure_choices(bench)
    yield from _measure_long_conversation(bench)


def _measure_typed(
    bench: TurnBench, person: str, sentences: Iterator[str]
) -> Iterator[tuple[str, float]]:
    bench.spent.clear()
    took = [bench.typed(person, next(sentences)) for _ in range(MEASURED_TURNS)]
    beyond = [a - b for a, b in zip(took, bench.spent["embedding"], strict=True)]
    yield "typed turn p50, ms", statistics.median(took)
    yield "typed turn p95, ms", _p95(took)
    yield "typed turn beyond the embedding p50, ms", statistics.median(beyond)
    yield "patterns for distress p50, ms", statistics.median(_measure_patterns(sentences))
    for part, spent in bench.spent.items():
        yield f"  typed: {part} p50, ms", statistics.median(spent)


def _measure_patterns(sentences: Iterator[str]) -> Iterator[float]:
    """Return the milliseconds of the pattern check for distress that precedes a turn."""
    from bot.care.detector import detect

    for text in itertools.islice(sentences, MEASURED_TURNS):
        began = time.perf_counter()
        detect(text)
        yield (time.perf_counter() - began) * 1000


def _measure_choices(bench: TurnBench) -> Iterator[tuple[str, float]]:
    """Measure answers to the questionnaire, the most frequent presses."""
    took: list[float] = []
    bench.spent.clear()
    for number in range(MEASURED_TURNS // 25):
        person = f"{number:064x}"
        bench.typed(person, "bonjour")
        bench.choose(person, bench.token(person, "/start_reflecting"))
        token = bench.token(person, '/rate{"value":"4"}')
        bench.spent.clear()
        took += [bench.choose(person, token) for _ in range(25)]
    yield "choice turn p50, ms", statistics.median(took)
    yield "choice turn p95, ms", _p95(took)
    for part, spent in bench.spent.items():
        yield f"  choice: {part} p50, ms", statistics.median(spent)


def _measure_long_conversation(bench: TurnBench) -> Iterator[tuple[str, float]]:
    """Compare medians of turns 296 to 304 with turns 3 to 11 of a conversation."""
    person = "c" * 64
    bench.typed(person, "bonjour")
    token = bench.token(person, "/ask_help")
    took = [bench.choose(person, token) for _ in range(LONG_CONVERSATION_TURNS)]
    early, late = statistics.median(took[2:11]), statistics.median(took[295:304])
    yield "turn 5, ms", early
    yield "turn 300, ms", late
    yield "turn 300 / turn 5", late / early


def generate_sentences(titles: Sequence[str]) -> Iterator[str]:
    """Yield distinct questions about professions of one word; later rounds get a number."""
    single = [title for title in titles if " " not in title]
    for number in itertools.count():
        for title, template in itertools.product(single, _SENTENCE_PATTERNS):
            yield template.format(title) + (f" {number}" if number else "")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
