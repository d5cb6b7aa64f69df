"""SVG pictures as PNG, for platforms that do not accept SVG."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import resvg_py

from bot.messages import Picture

_SVG_DATA_PREFIX = "data:image/svg+xml;base64,"
# The font comes with the package, so that pictures look the same on every machine. A subset for
# French, made as `fonts/README.md` describes.
_FONT_FAMILY = "DejaVu Sans"
_FONTS_FOLDER = Path(__file__).with_name("fonts")
_WIDTH_PIXELS = 840  # three for each unit of the drawing


def render_png(picture: Picture) -> bytes:
    """Render a picture as an opaque PNG in its light colours.

    Raises:
        ValueError: the picture is not a valid SVG in a data URL.
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
