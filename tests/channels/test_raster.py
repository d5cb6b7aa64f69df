"""Pictures as PNG: what is drawn is there, its words too, on any machine."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.channels.picture_rasterizer import render_png
from bot.messages import Picture
from bot.presentation.result_charts import LETTER_LABELS, build_data_url, render_hexagon


def drawn(svg: str) -> Image.Image:
    return Image.open(io.BytesIO(render_png(Picture(build_data_url(svg), "x"))))


def test_it_is_an_opaque_png_large_enough_for_a_phone() -> None:
    image = drawn(render_hexagon(dict.fromkeys(LETTER_LABELS, 3.0)))
    assert image.format == "PNG"
    assert image.width == 840
    assert image.convert("RGBA").getextrema()[3] == (255, 255)


def test_its_words_are_drawn() -> None:
    """A renderer without a font leaves words out and says nothing."""
    svg = render_hexagon({})
    with_words, without = drawn(svg), drawn(svg.replace("<text", "<g").replace("</text", "</g"))
    assert with_words.tobytes() != without.tobytes()
    ink = with_words.convert("L").point(lambda grey: 255 * (grey < 90)).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] > 700


@pytest.mark.parametrize("letter", "éèêëàâçîïôùûœÉŒ«»…—’·€")
def test_its_font_has_every_letter_of_french(letter: str) -> None:
    def shown(text: str) -> bytes:
        return drawn(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">'
            f'<text y="15">{text}</text></svg>'
        ).tobytes()

    assert shown(letter) not in (shown(""), shown("\u4e00"))


@pytest.mark.parametrize("address", ["https://example.org/x.svg", "data:image/png;base64,AAAA"])
def test_only_a_drawn_picture_can_be(address: str) -> None:
    with pytest.raises(ValueError, match="not a drawn picture"):
        render_png(Picture(address, "x"))


def test_what_is_no_svg_is_an_error() -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # resvg words it, in each version its way
        render_png(Picture(build_data_url("<svg"), "x"))
