"""A drawn picture as PNG, for the platforms that take no SVG."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import resvg_py

from bot.messages import Picture

_SVG_DATA_PREFIX = "data:image/svg+xml;base64,"
# The words come with the package, so that they look the same on every machine, or on one without
# fonts. A subset for French; how it was made: `fonts/README.md`.
_FONT_FAMILY = "DejaVu Sans"
_FONTS_FOLDER = Path(__file__).with_name("fonts")
_WIDTH_PIXELS = 840  # pixels: three for each unit of the drawing


def render_png(picture: Picture) -> bytes:
    """The picture, opaque, in its light colours.

    Raises:
        ValueError: it is not an SVG that brings its own data, or not a valid one.
    """
    if not picture.url.startswith(_SVG_DATA_PREFIX):
        raise ValueError("not a drawn picture")
    svg = b64decode(picture.url.removeprefix(_SVG_DATA_PREFIX), validate=True).decode()
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=_WIDTH_PIXELS,
        skip_system_fonts=True,
        font_files=[str(path) for path in sorted(_FONTS_FOLDER.glob("*.ttf"))],
        font_family=_FONT_FAMILY,
        sans_serif_family=_FONT_FAMILY,
    )
