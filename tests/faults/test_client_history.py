"""The checker itself: it finds nothing where nothing is wrong, and each fault that is planted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.client_history import (
    ClientHistory,
    SentMessage,
    ShownReply,
    StoredConversation,
    StoredMessage,
    Violation,
    find_delivery_violations,
    find_violations,
)

OPENED = StoredMessage(1, "open", "", "done")
FIRST, SECOND = StoredMessage(2, "a-1", "un", "done"), StoredMessage(3, "a-2", "deux", "done")
REPLIES = (
    ShownReply(1, 1, "bienvenue"),
    ShownReply(2, 2, "le plombier"),
    ShownReply(3, 3, "de rien"),
)
SENT = [SentMessage("a-1", "un", "plombier"), SentMessage("a-2", "deux")]
ROWS = StoredConversation((OPENED, FIRST, SECOND), REPLIES, turns=3)


def history(**changes: object) -> ClientHistory:
    """A client that saw all that it should."""
    whole = ClientHistory("a", SENT, ["a-1", "a-2"], ["En panne."], ["a-1", "a-2"], [*REPLIES])
    return replace(whole, **changes)


def rows(**changes: object) -> StoredConversation:
    return replace(ROWS, **changes)


def stored(*messages: StoredMessage) -> StoredConversation:
    return rows(messages=(OPENED, *messages))


LOST = (OPENED, FIRST), REPLIES[:2]
FOREIGN_WORDS = [*REPLIES[:2], ShownReply(3, 3, "à quelqu'un d'autre")]
WRONG_TRADE = (REPLIES[0], ShownReply(2, 2, "le carreleur"), REPLIES[2])
PLANTED = {
    "confirmed, not stored": (
        Violation.UNSTORED,
        history(shown=[*REPLIES[:2]]),
        StoredConversation(*LOST, turns=2),
    ),
    "never confirmed": (
        Violation.UNCONFIRMED,
        history(confirmed=["a-1"], shown=[*REPLIES[:2]]),
        StoredConversation(*LOST, turns=2),
    ),
    "still waiting": (
        Violation.UNANSWERED,
        history(),
        stored(FIRST, replace(SECOND, status="waiting")),
    ),
    "closed in silence": (
        Violation.UNANSWERED,
        history(shown=[*REPLIES[:2]]),
        rows(replies=REPLIES[:2]),
    ),
    "a reply that nobody saw": (Violation.UNSEEN, history(shown=[*REPLIES[:2]]), ROWS),
    "stored twice": (Violation.STORED_TWICE, history(), stored(FIRST, SECOND, SECOND)),
    "answered by two turns": (Violation.ANSWERED_TWICE, history(), rows(turns=4)),
    "the same answer again": (
        Violation.ANSWERED_TWICE,
        history(shown=[*REPLIES, ShownReply(4, 3, "de rien")]),
        rows(replies=(*REPLIES, ShownReply(4, 3, "de rien"))),
    ),
    "answered again later": (
        Violation.ANSWERED_TWICE,
        history(shown=[*REPLIES, ShownReply(4, 2, "encore")]),
        rows(replies=(*REPLIES, ShownReply(4, 2, "encore"))),
    ),
    "shown twice": (Violation.SHOWN_TWICE, history(shown=[*REPLIES, REPLIES[2]]), ROWS),
    "echoed twice": (Violation.SHOWN_TWICE, history(echoes=["a-1", "a-2", "a-2"]), ROWS),
    "stored in another order": (
        Violation.OUT_OF_ORDER,
        history(),
        stored(replace(SECOND, seq=2), replace(FIRST, seq=3)),
    ),
    "answered in another order": (
        Violation.OUT_OF_ORDER,
        history(shown=[REPLIES[0], ShownReply(2, 3, "de rien"), ShownReply(3, 2, "le plombier")]),
        rows(replies=(REPLIES[0], ShownReply(2, 3, "de rien"), ShownReply(3, 2, "le plombier"))),
    ),
    "shown in another order": (
        Violation.OUT_OF_ORDER,
        history(shown=[REPLIES[0], REPLIES[2], REPLIES[1]]),
        ROWS,
    ),
    "a reply of another conversation": (Violation.FOREIGN, history(shown=FOREIGN_WORDS), ROWS),
    "an answer to another's question": (
        Violation.FOREIGN,
        history(shown=[*WRONG_TRADE]),
        rows(replies=WRONG_TRADE),
    ),
    "a message of another person": (
        Violation.FOREIGN,
        history(),
        stored(FIRST, replace(SECOND, id="b-1")),
    ),
    "other words under the same id": (
        Violation.FOREIGN,
        history(),
        stored(FIRST, replace(SECOND, text="trois")),
    ),
    "refused without a word": (Violation.SILENT_REFUSAL, history(refused=["En panne.", ""]), ROWS),
}


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert find_violations(history(), ROWS, opening="open") == []


def test_a_message_that_was_given_up_honestly_is_no_violation() -> None:
    """Its answer says that it failed, so it speaks of nothing that was asked."""
    failed = (REPLIES[0], ShownReply(2, 2, "Il y a eu un problème."), REPLIES[2])
    given_up = rows(messages=(OPENED, replace(FIRST, status="failed"), SECOND), replies=failed)
    assert find_violations(history(shown=[*failed]), given_up, opening="open") == []


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_fault_is_found(name: str) -> None:
    violation, seen, held = PLANTED[name]
    found = find_violations(seen, held, opening="open")
    assert violation in {each.violation for each in found}
    assert all(each.client == "a" for each in found)


DELIVERIES = {
    "all, once": (["un", "deux", "deux"], 0, None),
    "one came again, and is counted": (["un", "un", "deux", "deux"], 1, None),
    "one came again, uncounted": (["un", "un", "deux", "deux"], 0, Violation.SHOWN_TWICE),
    "the last is missing": (["un", "deux"], 9, Violation.UNSEEN),
    "one is left out": (["deux", "deux"], 9, Violation.OUT_OF_ORDER),
    "the wrong way round": (["un", "deux", "un"], 9, Violation.OUT_OF_ORDER),
    "another person's": (["un", "trois", "deux", "deux"], 9, Violation.FOREIGN),
}


@pytest.mark.parametrize("name", DELIVERIES)
def test_what_a_chat_shows_is_compared_with_what_was_to_arrive(name: str) -> None:
    """« deux » is said twice on purpose: the second is no copy of the first."""
    arrived, allowed, violation = DELIVERIES[name]
    found = find_delivery_violations("a", ["un", "deux", "deux"], arrived, allowed)
    assert [each.violation for each in found] == ([violation] if violation else [])
