"""Rendering of the notebook's HTML fragment as an A4 PDF with ReportLab.

The font is Bitstream Vera, shipped with ReportLab, which has all French characters. Others (emoji,
other alphabets) are replaced by « ? ».
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
# The fonts of ReportLab are global and not thread-safe.
_RENDER_LOCK = threading.Lock()


def render_pdf(fragment: str, title: str) -> bytes:
    """Return a PDF of an HTML fragment of h1, h2, h3, p, ul, li, strong, em and a.

    Other tags are ignored, but not their text.
    """
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
    """Parses a fragment to blocks: their tag, and their text in ReportLab's markup."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._words: Optional[list[str]] = None
        self._linked = False
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        """Start a block, or open an inline tag or an https link."""
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
        """Finish a block, or close an inline tag."""
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
        """Add text to the current block."""
        if self._words is not None:
            self._words.append(escape(to_drawable(data), quote=False))


def to_drawable(text: str) -> str:
    """Return the text with unsupported characters replaced."""
    return "".join(map(_drawable_char, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _drawable_char(char: str) -> str:
    held = _register_fonts().face.charToGlyph
    if char == "\u202f":  # the font lacks the narrow no-break space
        return "\u00a0"
    if ord(char) in held or char.isspace():
        return char
    bare = [part for part in unicodedata.normalize("NFKD", char) if ord(part) in held]
    if bare:
        return "".join(bare)
    return "" if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") else "?"


@lru_cache(maxsize=1)
def _register_fonts() -> Any:
    """Register the four faces of the font and return the regular one."""
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


# Tag → size, space before, face.
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
    """Draw the page number, centred in the footer."""
    canvas.setFont(_FONT_FAMILY, 9)
    canvas.drawCentredString(A4[0] / 2, _FOOTER_HEIGHT, str(paper.page))
