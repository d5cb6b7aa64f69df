"""The notebook as a PDF: the page's own fragment, laid out on A4 by ReportLab.

The fonts are Bitstream Vera, which come inside ReportLab and hold every sign of French. A sign they
do not hold (an emoji, another alphabet) is written « ? ».
"""

from __future__ import annotations

import io
import threading
import unicodedata
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Optional

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

_FONT_FAMILY = "Vera"
_FONT_FILES = {
    "Vera": "Vera",
    "Vera-Bold": "VeraBd",
    "Vera-Italic": "VeraIt",
    "Vera-BoldItalic": "VeraBI",
}
_INLINE_TAGS = {"strong": "b", "em": "i"}
_MARGIN, _FOOTER_HEIGHT = 2 * cm, 1.2 * cm
# ReportLab's fonts are one for the process, and not made for several threads.
_RENDER_LOCK = threading.Lock()


def render_pdf(fragment: str, title: str) -> bytes:
    """A PDF of an HTML fragment made of h1, h2, h3, p, ul, li, strong, em and a; other tags are
    left out, their text stays."""
    with _RENDER_LOCK:
        styles, file = _build_styles(), io.BytesIO()
        story = [
            Paragraph(words, styles[tag], bulletText="•" if tag == "li" else None)
            for tag, words in _BlockParser(fragment).found
        ]
        margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
        paper = SimpleDocTemplate(
            file, pagesize=A4, title=title, author="Boussole", lang="fr-BE", **margins
        )
        paper.build(story, onFirstPage=_draw_page_number, onLaterPages=_draw_page_number)
        return file.getvalue()


class _BlockParser(HTMLParser):
    """The blocks of a fragment in order: their tag, and their words as ReportLab's own markup."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._words: Optional[list[str]] = None
        self._linked = False
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        if tag in _BLOCK_STYLES:
            self._words = []
        elif self._words is not None and tag in _INLINE_TAGS:
            self._words.append(f"<{_INLINE_TAGS[tag]}>")
        elif self._words is not None and tag == "a":
            address = dict(attrs).get("href") or ""
            self._linked = address.startswith("https://")
            if self._linked:
                self._words.append(f'<a href="{escape(address)}">')

    def handle_endtag(self, tag: str) -> None:
        if self._words is None:
            return
        if tag in _BLOCK_STYLES:
            self.found.append((tag, "".join(self._words).strip()))
            self._words = None
        elif tag in _INLINE_TAGS:
            self._words.append(f"</{_INLINE_TAGS[tag]}>")
        elif tag == "a" and self._linked:
            self._words.append("</a>")

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(escape(to_drawable(data), quote=False))


def to_drawable(text: str) -> str:
    """The text in signs that the font holds."""
    return "".join(map(_drawable_char, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _drawable_char(char: str) -> str:
    held = _register_fonts().face.charToGlyph
    if char == "\u202f":  # a thin space that does not break: the font has the wider one
        return "\u00a0"
    if ord(char) in held or char.isspace():
        return char
    bare = [part for part in unicodedata.normalize("NFKD", char) if ord(part) in held]
    if bare:
        return "".join(bare)
    return "" if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") else "?"


@lru_cache(maxsize=1)
def _register_fonts() -> Any:
    """Registers the four faces; the plain one."""
    folder = Path(reportlab.__file__).with_name("fonts")
    for name, file in _FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{file}.ttf")))
    pdfmetrics.registerFontFamily(
        _FONT_FAMILY,
        normal="Vera",
        bold="Vera-Bold",
        italic="Vera-Italic",
        boldItalic="Vera-BoldItalic",
    )
    return pdfmetrics.getFont(_FONT_FAMILY)


# Size, space before, face; a heading stays with what follows.
_BLOCK_STYLES = {
    "h1": (20, 0, "Vera-Bold"),
    "h2": (14, 16, "Vera-Bold"),
    "h3": (11, 12, "Vera-Bold"),
    "p": (10, 4, _FONT_FAMILY),
    "li": (10, 3, _FONT_FAMILY),
}


def _build_styles() -> dict[str, ParagraphStyle]:
    _register_fonts()
    return {
        tag: ParagraphStyle(
            tag,
            fontName=face,
            fontSize=size,
            leading=size * 1.4,
            spaceBefore=before,
            spaceAfter=2,
            keepWithNext=tag.startswith("h"),
            leftIndent=12 if tag == "li" else 0,
            bulletFontName=_FONT_FAMILY,
            linkUnderline=1,
        )
        for tag, (size, before, face) in _BLOCK_STYLES.items()
    }


def _draw_page_number(canvas: Any, paper: Any) -> None:
    """The page number, in the middle of the foot."""
    canvas.setFont(_FONT_FAMILY, 9)
    canvas.drawCentredString(A4[0] / 2, _FOOTER_HEIGHT, str(paper.page))
