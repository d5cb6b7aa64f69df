"""The information state of a turn, built from its notebook, history and reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from actions import prompts
from bot.booking import event_repository
from bot.booking.local_time import local_day
from bot.dialogue.interpretation import entry_policy
from bot.dialogue.interpretation.information_state import BOOKING_QUESTIONS, InformationState
from bot.dialogue.interpretation.passing_mentions import raise_aside
from bot.dialogue.reading.reading_weights import load_reader
from bot.dialogue.reading.segment_readings import count_words
from bot.guidance import audience
from bot.guidance.event_references import AnnouncedEvent
from bot.storage.message_history_repository import fetch_last_typed_message
from bot.turn_context import Turn

# A longer text is no context for a question.
MAX_CONTEXT_WORDS = 25


def build_state(turn: Turn) -> InformationState:
    """Build the information state of a turn."""
    question, salience = turn.notebook.question, raise_aside(turn)
    message = fetch_last_typed_message(turn.unit, turn.conversation, turn.seq) or ""
    return InformationState(
        salience=salience,
        library=turn.library,
        today=local_day(turn.now),
        question=question,
        accepts_free_words=question is not None
        and prompts.PROMPT_HANDLERS[question.kind].words is not None,
        shown=tuple(turn.notebook.shown),
        whom=turn.notebook.whom or audience.find_stated_audience(turn.text),
        earlier_wish=_last_goal_or_taste(turn),
        before=tuple(_context_texts(turn, message)),
        last_message=message,
        corrects=turn.corrects,
        is_booking=question is not None and question.kind in BOOKING_QUESTIONS,
        decided=turn.notebook.decision.aim if turn.notebook.decision else "",
        reserve=turn.notebook.plan_b.aim if turn.notebook.plan_b else "",
        kept=tuple(
            each
            for each in (*turn.notebook.compared, *turn.notebook.liked)
            if each not in turn.notebook.refused
        ),
        asked=partial(load_reader().asked, library=turn.library),
        asks=turn.reading is not None and entry_policy.asks_something(turn.reading),
        announced=partial(_list_announced_events, turn),
    )


def _list_announced_events(turn: Turn) -> list[AnnouncedEvent]:
    """List the coming events of the team, then those of the base."""
    own = event_repository.list_upcoming_events(turn.unit, turn.now)
    announced = [(each.reference, each.title) for each in own]
    known = turn.library.base.list_coming_events(turn.now)
    return [*announced, *((each.id, each.title) for each in known)]


def _last_goal_or_taste(turn: Turn) -> str:
    """Return the last goal stated, else the last thing liked, else ""."""
    goals = [fact.words for fact in turn.notebook.facts if fact.kind == "goal"]
    likes = [dream.words for dream in turn.notebook.dreams]
    return (goals or likes or [""])[-1]


def _context_texts(turn: Turn, message: str) -> Iterator[str]:
    """Yield the last stated situation and the previous message, unless they are long."""
    stands = [fact.words for fact in turn.notebook.facts if fact.kind in ("situation", "done")]
    yield from dict.fromkeys(
        each for each in (*stands[-1:], message) if each and count_words(each) <= MAX_CONTEXT_WORDS
    )
