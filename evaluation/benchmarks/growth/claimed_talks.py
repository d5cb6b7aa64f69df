"""Counsellors with sessions of the console, each of whom has claimed the talk of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.web import CHANNEL
from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import terms
from bot.handoff import handoff_claims, handoff_requests
from bot.privacy.pseudonyms import derive_pseudonym
from bot.settings import Settings
from bot.storage import database_engine
from bot.storage.conversation_repository import find_conversation
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import writing
from bot.stores import utc_now


@dataclass(frozen=True)
class ClaimedTalk:
    """The number of a talk, the cookie of its counsellor and the token of their forms."""

    number: int
    cookie: str
    csrf: str


def claim_talks(settings: Settings, tokens: Sequence[str]) -> list[ClaimedTalk]:
    """Give each person, by the token of their session, a counsellor of their own."""
    engine = database_engine.create_database_engine(settings.database_url)
    keys, now, claimed = Keys.of(settings), utc_now(), []
    with writing(engine) as unit:
        for place, token in enumerate(tokens):
            person = derive_pseudonym(CHANNEL, token, settings.key())
            conversation = find_conversation(unit, person)
            if conversation is None:
                raise RuntimeError("a session without a conversation")
            values = {"name": f"Conseil {place}", "duty": "on", "created": now}
            mine = unit.execute(counsellors.insert().values(values)).inserted_primary_key[0]
            terms.accept_terms(unit, mine, now)
            made = handoff_requests.request_handoff(
                unit, conversation, "none", "", f"Renard {place}", now
            )
            handoff_claims.claim_handoff(unit, made.id, mine, now)
            cookie = staff_sessions.create_session(unit, mine, keys, now)
            claimed.append(
                ClaimedTalk(made.id, cookie, staff_sessions.make_csrf_token(cookie, keys))
            )
        unit.commit()
    engine.dispose()
    return claimed
