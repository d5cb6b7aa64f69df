"""Removal of duplicate replies within an answer, and of cards shown in the previous answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.messages import Reply


def drop_duplicate_replies(replies: list[Reply]) -> list[Reply]:
    """Drop repeated replies: two acts of a message may lead to the same answer."""
    kept: dict[tuple[str, ...], Reply] = {}
    for reply in replies:
        kept.setdefault((reply.text, *(card.title for card in reply.cards)), reply)
    return list(kept.values())


def drop_known_cards(replies: list[Reply], known: Collection[str]) -> list[Reply]:
    """Drop the single card of a reply with a text where its title is in `known`.

    The choices of a dropped card move to its reply.
    """
    return [_drop_known_card(reply, known) for reply in replies]


def _drop_known_card(reply: Reply, known: Collection[str]) -> Reply:
    if not reply.text or len(reply.cards) != 1:
        return reply  # in a list, every card is part of the answer
    kept = tuple(card for card in reply.cards if card.title not in known)
    offered = [choice for card in reply.cards if card.title in known for choice in card.choices]
    return replace(reply, cards=kept, choices=(*offered, *reply.choices))
