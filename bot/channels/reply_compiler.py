"""Compilation of a reply into platform messages within the platform's limits.

Nothing is lost: long texts are split at pauses, shortened labels are listed in full in the text,
choices beyond the limit are reached by « more », cards become a list. The channel then turns each
message into its own format (a keyboard, quick replies, a template).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.channel_registry import MessageLimits
from bot.channels.text_splitter import shorten_line, split_text, utf16_length
from bot.messages import HUMAN_AUTHOR, Card, Choice, File, Picture, Reply
from bot.messaging.non_text_input import encode_more_token

# The text of a message that has only choices.
CHOICES_ONLY_TEXT = "👇"
_PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True)
class ChannelWords:
    """The sentences that channels add to replies, from the domain (`channels.yml`)."""

    more: str
    source: str
    human: str

    @classmethod
    def of(cls, sentence: Callable[..., str]) -> ChannelWords:
        """Build from the domain with a dialogue's `sentence`."""
        return cls(
            more=sentence("utter_channel_more"),
            source=sentence("utter_channel_source", origin="{origin}"),
            human=sentence("utter_channel_human"),
        )


@dataclass(frozen=True)
class PlatformMessage:
    """A text with persistent buttons, a picture with its caption, a file, or tiles.

    Only the last message of a reply has quick replies. `bold` holds the (start, end) spans of bold
    text in UTF-16 units.
    """

    text: str = ""
    buttons: tuple[Choice, ...] = ()
    quick_replies: tuple[Choice, ...] = ()
    picture: Optional[Picture] = None
    file: Optional[File] = None
    tiles: tuple[Card, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()


def compile_reply(
    reply: Reply, seq: int, limits: MessageLimits, words: ChannelWords, site: str = ""
) -> tuple[PlatformMessage, ...]:
    """Return the messages of a reply, in order; the same at each call.

    `seq` is the reply's number in the conversation, for the token of « more ». `site` is the public
    URL of this service; without it, links to its own pages are left out.
    """
    text = _join_paragraphs(
        [words.human if reply.author == HUMAN_AUTHOR else "", reply.text, _render_link(reply, site)]
    )
    choices, listed = _fit_labels(_page_choices(reply.choices, seq, limits, words), limits)
    tiles = _compile_tiles(reply.cards, limits, words)
    blocks = [_Block(text), *([] if tiles else _compile_cards(reply.cards, limits, words))]
    below = () if limits.quick_replies else choices
    ending = _Block(listed, buttons=below)
    if reply.image or tiles or reply.file:
        opening, closing = blocks, [ending]
    else:
        opening, closing = [*blocks, ending], []
    messages = [
        *_pack_blocks(opening, limits),
        *_compile_picture(reply.image, limits),
        *tiles,
        *((PlatformMessage(file=reply.file),) if reply.file else ()),
        *_pack_blocks(closing, limits),
    ]
    return _attach_quick_replies(messages, choices) if limits.quick_replies else tuple(messages)


@dataclass(frozen=True)
class _Block:
    """A text kept together if it fits, with its buttons; the first `title` units are bold."""

    text: str
    buttons: tuple[Choice, ...] = ()
    title: int = 0


# Choices


def _page_choices(
    choices: tuple[Choice, ...], seq: int, limits: MessageLimits, words: ChannelWords
) -> tuple[Choice, ...]:
    most = limits.quick_replies or limits.persistent_buttons
    if len(choices) <= most:
        return choices
    return (*choices[: most - 1], Choice(words.more, encode_more_token(seq, most - 1)))


def _fit_labels(
    choices: tuple[Choice, ...], limits: MessageLimits, before: str = ""
) -> tuple[tuple[Choice, ...], str]:
    """Return the choices with labels that fit behind the prefix `before`, and the numbered list of
    all labels for the text, empty unless one had to be shortened."""
    numbered = [f"{n}. {each.label.strip()}" for n, each in enumerate(choices, start=1)]
    fit = all(
        0 < utf16_length(each.label.strip()) <= limits.label - utf16_length(before)
        for each in choices
    )
    shown = [each.label.strip() for each in choices] if fit else numbered
    labelled = tuple(
        replace(each, label=shorten_line(before + label, limits.label))
        for each, label in zip(choices, shown, strict=True)
    )
    return labelled, "" if fit else "\n".join(numbered)


def _attach_quick_replies(
    messages: Sequence[PlatformMessage], choices: tuple[Choice, ...]
) -> tuple[PlatformMessage, ...]:
    """Attach the choices to the last message."""
    if not choices:
        return tuple(messages)
    *before, last = messages or [PlatformMessage(CHOICES_ONLY_TEXT)]
    return (*before, replace(last, quick_replies=choices))


# Cards


def _compile_cards(
    cards: tuple[Card, ...], limits: MessageLimits, words: ChannelWords
) -> list[_Block]:
    several = len(cards) > 1
    blocks = []
    for n, card in enumerate(cards, start=1):
        title = f"{n}. {card.title.strip()}" if several else card.title.strip()
        buttons, listed = _fit_labels(card.choices, limits, f"{n} · " if several else "")
        text = "\n".join(filter(None, (title, *_card_lines(card, words), listed)))
        blocks.append(_Block(text, buttons, utf16_length(title)))
    return blocks


def _card_lines(card: Card, words: ChannelWords) -> Iterator[str]:
    if card.text.strip():
        yield card.text.strip()
    origin = " · ".join(filter(None, (card.source, card.date)))
    if origin:
        yield words.source.replace("{origin}", origin)


def _compile_tiles(
    cards: tuple[Card, ...], limits: MessageLimits, words: ChannelWords
) -> list[PlatformMessage]:
    """Return the cards side by side, if there are several and all are short enough."""
    if not limits.tiles or len(cards) < 2:
        return []
    short = [
        replace(
            card,
            title=card.title.strip(),
            text="\n".join(_card_lines(card, words)),
            choices=tuple(replace(each, label=each.label.strip()) for each in card.choices),
        )
        for card in cards
    ]
    if not all(_is_tile(card, limits) for card in short):
        return []
    return [
        PlatformMessage(tiles=tuple(short[start : start + limits.tiles]))
        for start in range(0, len(short), limits.tiles)
    ]


def _is_tile(card: Card, limits: MessageLimits) -> bool:
    labels = all(0 < utf16_length(each.label) <= limits.label for each in card.choices)
    fits = (
        0 < utf16_length(card.title) <= limits.tile and 0 < utf16_length(card.text) <= limits.tile
    )
    return fits and labels and len(card.choices) <= limits.persistent_buttons


# Messages


def _pack_blocks(blocks: Iterable[_Block], limits: MessageLimits) -> Iterator[PlatformMessage]:
    """Join blocks into messages as long as they fit; a block that is too long is split."""
    held: Optional[_Block] = None
    bold: list[tuple[int, int]] = []
    for block in _split_blocks(blocks, limits):
        start = (
            utf16_length(held.text) + utf16_length(_PARAGRAPH_BREAK) if held and held.text else 0
        )
        joined = _join_blocks(held, block)
        if held is not None and not _fits(joined, limits):
            yield PlatformMessage(held.text or CHOICES_ONLY_TEXT, held.buttons, bold=tuple(bold))
            joined, bold, start = block, [], 0
        if block.title:
            bold.append((start, start + block.title))
        held = joined
    if held is not None:
        yield PlatformMessage(held.text or CHOICES_ONLY_TEXT, held.buttons, bold=tuple(bold))


def _join_blocks(held: Optional[_Block], block: _Block) -> _Block:
    if held is None:
        return block
    text = _join_paragraphs([held.text, block.text])
    return _Block(text, (*held.buttons, *block.buttons))


def _fits(block: _Block, limits: MessageLimits) -> bool:
    most = limits.beside if block.buttons else limits.text
    return utf16_length(block.text) <= most and len(block.buttons) <= limits.persistent_buttons


def _split_blocks(blocks: Iterable[_Block], limits: MessageLimits) -> Iterator[_Block]:
    """Split blocks so that each fits into a message, with the buttons after the text."""
    for block in blocks:
        pieces = split_text(block.text, limits.text) or ([""] if block.buttons else [])
        if block.buttons and utf16_length(pieces[-1]) > limits.beside:
            pieces[-1:] = split_text(pieces[-1], limits.beside)
        rows = _chunk_buttons(block.buttons, limits.persistent_buttons) or [()]
        for n, piece in enumerate(pieces):
            title = min(block.title, utf16_length(piece)) if n == 0 else 0
            yield _Block(piece, rows[0] if n == len(pieces) - 1 else (), title)
        for row in rows[1:]:
            yield _Block("", row)


def _chunk_buttons(buttons: tuple[Choice, ...], most: int) -> list[tuple[Choice, ...]]:
    return [buttons[start : start + most] for start in range(0, len(buttons), most)]


def _compile_picture(picture: Optional[Picture], limits: MessageLimits) -> list[PlatformMessage]:
    """Return the messages of a picture: its alternative text is the caption, or precedes it."""
    if picture is None:
        return []
    if utf16_length(picture.alt) <= limits.caption:
        return [PlatformMessage(picture.alt.strip(), picture=picture)]
    texts = [PlatformMessage(piece) for piece in split_text(picture.alt, limits.text)]
    return [*texts, PlatformMessage(picture=picture)]


def _render_link(reply: Reply, site: str) -> str:
    if reply.link is None:
        return ""
    url = reply.link.url
    if url.startswith("/"):
        url = f"{site}{url}" if site else ""
    return f"{reply.link.label} : {url}" if url else ""


def _join_paragraphs(parts: Iterable[str]) -> str:
    return _PARAGRAPH_BREAK.join(filter(None, (part.strip() for part in parts)))
