"""Nothing is shown twice: not in one answer, and no card that stands in the answer before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.messages import Reply


def drop_duplicate_replies(replies: list[Reply]) -> list[Reply]:
    """Replies, each once: two acts of a message may come to the same answer."""
    kept: dict[tuple[str, ...], Reply] = {}
    for reply in replies:
        kept.setdefault((reply.text, *(card.title for card in reply.cards)), reply)
    return list(kept.values())


def drop_known_cards(replies: list[Reply], known: Collection[str]) -> list[Reply]:
    """Replies without the cards whose titles are `known`, where a sentence says the answer; what
    such a card offers to press stays with the sentence."""
    return [_drop_known_card(reply, known) for reply in replies]


def _drop_known_card(reply: Reply, known: Collection[str]) -> Reply:
    if not reply.text or len(reply.cards) != 1:
        return reply  # of a list each card is the answer
    kept = tuple(card for card in reply.cards if card.title not in known)
    gone = [card for card in reply.cards if card.title in known]
    offered = [choice for card in gone for choice in card.choices]
    return replace(reply, cards=kept, choices=(*offered, *reply.choices))
