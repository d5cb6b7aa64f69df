"""Sessions of the web chat stored in the database of a running service, which greets each of them.

By the web API a process begins five conversations a second at most, after a burst of 300.
"""

from __future__ import annotations

from bot.channels.web import CHANNEL, chat_sessions
from bot.messaging.message_intake import IncomingMessage, accept_message
from bot.settings import Settings
from bot.storage.database_engine import create_database_engine
from bot.storage.unit_of_work import writing
from bot.stores import utc_now


def store_sessions(settings: Settings, count: int) -> list[str]:
    """Return the tokens of so many new sessions, whose first message waits."""
    engine, tokens = create_database_engine(settings.database_url), []
    with writing(engine) as unit:
        people = [
            chat_sessions.create_session(unit, settings.key(), utc_now()) for _ in range(count)
        ]
        unit.commit()
    for token, session in people:
        accept_message(engine, IncomingMessage(CHANNEL, session.person, "open", "open"), utc_now())
        tokens.append(token)
    engine.dispose()
    return tokens
