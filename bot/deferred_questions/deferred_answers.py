"""What the team does with a question: answer it, say that it cannot, or ask a professional.

A professional gets a link to one question and nothing else. What they write is a draft: nothing of
it reaches the person before a counsellor accepted it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions import invitation_repository
from bot.deferred_questions.deferred_question_errors import (
    AlreadyAnswered,
    AlreadyDrafted,
    NoDraft,
    UnknownInvitation,
)
from bot.deferred_questions.deferred_question_repository import (
    ANSWERED,
    COUNSELLOR,
    DECLINED,
    PROFESSIONAL,
    WAITING,
    AnswerToStore,
    DeferredQuestion,
)
from bot.deferred_questions.invitation_repository import Invitation
from bot.deferred_questions.question_submission import MAX_TALK_GAP, require_no_distress
from bot.handoff.counsellor_replies import require_sayable
from bot.storage.unit_of_work import UnitOfWork

INVITATION_LIFETIME = dt.timedelta(days=7)
# 256 bits: a link cannot be guessed.
_TOKEN_BYTES = 32
_TOKEN_LABEL = b"boussole question invitation v1\0"


def answer_question(
    unit: UnitOfWork,
    number: int,
    counsellor: int,
    text: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> None:
    """Store the answer of a counsellor; it is delivered by `bot.jobs.deferred_answer_delivery`.

    Raises:
        UnknownQuestion, AlreadyAnswered: it was taken back, or somebody else was faster.
        IdentifyingText, MessageRefused: as `require_sayable` does.
    """
    _close(unit, number, AnswerToStore(ANSWERED, text, COUNSELLOR, counsellor), now, public)


def decline_question(
    unit: UnitOfWork,
    number: int,
    counsellor: int,
    reason: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> None:
    """Store why a question cannot be answered. Raises as `answer_question` does."""
    _close(unit, number, AnswerToStore(DECLINED, reason, COUNSELLOR, counsellor), now, public)


def accept_draft(
    unit: UnitOfWork,
    number: int,
    counsellor: int,
    text: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> None:
    """Store the professional's answer as the counsellor checked it.

    Raises NoDraft, or as `answer_question` does.
    """
    _require_draft(unit, number)
    _close(unit, number, AnswerToStore(ANSWERED, text, PROFESSIONAL, counsellor), now, public)


def refuse_draft(unit: UnitOfWork, number: int) -> None:
    """Delete the professional's draft with its link. Raises UnknownQuestion, NoDraft."""
    stored.get_question(unit, number)
    _require_draft(unit, number)
    invitation_repository.delete_invitations(unit, number)


def invite_professional(
    unit: UnitOfWork, number: int, counsellor: int, key: bytes, now: dt.datetime
) -> str:
    """Create a link to a question and return its token, which is not stored; an older link ends.

    Raises:
        UnknownQuestion, AlreadyAnswered: it is not waiting any more.
        AlreadyDrafted: a draft waits to be checked.
        DistressInQuestion: the question, or what the person wrote since, shows distress.
    """
    question = stored.get_question(unit, number)
    if question.state != WAITING:
        raise AlreadyAnswered
    before = invitation_repository.find_of_question(unit, number)
    if before is not None and before.draft:
        raise AlreadyDrafted
    since = question.created - MAX_TALK_GAP
    require_no_distress(unit, question.conversation, question.text, since)
    invitation_repository.delete_invitations(unit, number)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation_repository.insert_invitation(
        unit, number, hash_invitation(token, key), counsellor, now, now + INVITATION_LIFETIME
    )
    return token


def open_invitation(
    unit: UnitOfWork, token: str, key: bytes, now: dt.datetime
) -> tuple[Invitation, DeferredQuestion]:
    """Return the invitation of a link and its question. Raises UnknownInvitation."""
    found = invitation_repository.find_by_token(unit, hash_invitation(token, key))
    if found is None or found.expires <= now:
        raise UnknownInvitation
    question = stored.find_question(unit, found.question)
    if question is None or question.state != WAITING:
        raise UnknownInvitation
    return found, question


def store_professional_draft(
    unit: UnitOfWork,
    token: str,
    key: bytes,
    text: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> None:
    """Store what a professional wrote, once.

    Raises UnknownInvitation, AlreadyDrafted, or as `require_sayable` does.
    """
    invitation, _ = open_invitation(unit, token, key, now)
    words = require_sayable(text, public)
    if not invitation_repository.store_draft(unit, invitation.id, words, now):
        raise AlreadyDrafted


def hash_invitation(token: str, key: bytes) -> str:
    """Return the stored hash of a token."""
    return hmac.new(key, _TOKEN_LABEL + token.encode(), hashlib.sha256).hexdigest()


def _require_draft(unit: UnitOfWork, number: int) -> None:
    found = invitation_repository.find_of_question(unit, number)
    if found is None or not found.draft:
        raise NoDraft


def _close(
    unit: UnitOfWork,
    number: int,
    answer: AnswerToStore,
    now: dt.datetime,
    public: Iterable[str],
) -> None:
    stored.get_question(unit, number)
    words = require_sayable(answer.text, public)
    checked = AnswerToStore(answer.state, words, answer.author, answer.counsellor)
    if not stored.store_answer(unit, number, checked, now):
        raise AlreadyAnswered
    invitation_repository.delete_invitations(unit, number)
