"""Pictures: well-formed, complete without colours, the same each time, and never out of scale."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.decision_analysis import GridOutcome
from bot.notebook.questionnaire_items import RIASEC_LETTERS
from bot.presentation.result_charts import (
    LETTER_LABELS,
    build_data_url,
    format_mean,
    render_grid_bars,
    render_hexagon,
)

SVG = "{http://www.w3.org/2000/svg}"
MEANS = {"R": 4.2, "I": 3.0, "A": 1.0, "S": 5.0, "E": 2.4, "C": 3.6}
TITLES = {"a": "cuisinière / cuisinier", "b": "technicienne / technicien <de> R&D \"x\" 'y'"}

means = st.dictionaries(st.sampled_from(RIASEC_LETTERS), st.floats(1, 5))
totals = st.lists(st.integers(1, 150), min_size=1, max_size=3)
quick = settings(database=None, deadline=None, max_examples=80)


def outcome(*each: int, leader: str | None = None) -> GridOutcome:
    return GridOutcome(tuple(zip("abc", each, strict=False)), leader, (), ())


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def words(svg: str) -> str:
    return " ".join(texts(svg))


def check(svg: str) -> None:
    """An image with a name and a description, all of it inside its frame."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    ids = {one.get("id"): one.text for one in root if one.get("id")}
    assert [named for named in root.attrib["aria-labelledby"].split() if not ids[named]] == []
    width, height = (float(side) for side in root.attrib["viewBox"].split()[2:])
    for one in root.iter():
        assert 0 <= float(one.get("x", 0)) <= width
        assert 0 <= float(one.get("y", 0)) <= height
        assert float(one.get("x", 0)) + float(one.get("width", 0)) <= width or one is root
        for x, y in (point.split(",") for point in one.get("points", "").split()):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= height


# The hexagon


def test_every_letter_has_its_label_and_its_figure() -> None:
    shown = words(render_hexagon(MEANS))
    for letter in RIASEC_LETTERS:
        assert f"{letter} · {format_mean(MEANS[letter])}" in shown
        assert LETTER_LABELS[letter] in shown
    assert "le bord vaut 5" in shown


@quick
@given(means)
def test_any_answers_can_be_drawn(some: dict[str, float]) -> None:
    svg = render_hexagon(some)
    check(svg)
    shown = re.findall(r"[RIASEC] · (.+?)(?= [^\d]|$)", words(svg))
    assert len(shown) == 6
    assert shown.count("—") == 6 - len(some)
    assert [
        one for one in shown if one != "—" and not (1 <= float(one.replace(",", ".")) <= 5)
    ] == []


@pytest.mark.parametrize(
    "wrong", [{"R": 0.9}, {"R": 5.1}, {"R": float("nan")}, {"X": 3.0}, {"": 3.0}]
)
def test_nothing_outside_the_scale_is_drawn(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        render_hexagon({**MEANS, **wrong})


def test_further_out_is_more() -> None:
    def top(mean: float) -> float:
        drawn = ElementTree.fromstring(render_hexagon({"R": mean})).iter(f"{SVG}circle")
        return float(next(drawn).attrib["cy"])

    assert top(5) < top(3) < top(1)


def test_the_order_of_the_answers_changes_nothing() -> None:
    assert render_hexagon(MEANS) == render_hexagon(dict(reversed(MEANS.items())))


# The bars


@quick
@given(totals, st.booleans())
def test_any_outcome_can_be_drawn(some: list[int], led: bool) -> None:
    svg = render_grid_bars(
        outcome(*some, leader="a" if led else None), dict.fromkeys("abc", "un métier")
    )
    check(svg)
    for total in some:
        assert str(total) in words(svg)
    assert ("devant" in words(svg)) is led


def test_bars_start_at_zero() -> None:
    svg = render_grid_bars(outcome(80, 40), TITLES)
    bars = [float(r.attrib["width"]) for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")][1:]
    assert bars[0] == 2 * bars[1]


def test_who_leads_is_said_in_words() -> None:
    assert "72, devant" in words(render_grid_bars(outcome(68, 72, leader="b"), TITLES))


def test_titles_are_text_never_markup() -> None:
    svg = render_grid_bars(outcome(3, 2), TITLES)
    assert "<de>" not in svg
    assert words(svg).replace(" ", "").count(TITLES["b"].replace(" ", "")) == 1


@pytest.mark.parametrize("odd", ["\x00", "\x1b[0m", "\ud800", "\uffff", "]]>", "&#0;"])
def test_what_xml_may_not_hold_is_left_out(odd: str) -> None:
    svg = render_grid_bars(outcome(3), {"a": f"métier{odd} rare"})
    check(svg)
    svg.encode()


def test_a_long_title_is_broken_into_lines() -> None:
    title = "technicienne / technicien de maintenance des systèmes énergétiques et climatiques"
    assert max(map(len, texts(render_grid_bars(outcome(3), {"a": title})))) <= 28
    check(render_grid_bars(outcome(3), {"a": "x" * 200}))


# Both


@pytest.mark.parametrize(
    "svg", [render_hexagon(MEANS), render_grid_bars(outcome(3, 2, leader="a"), TITLES)]
)
def test_a_picture_stands_alone(svg: str) -> None:
    check(svg)
    assert not re.search(r"href|<script|url\(|@import|\bon\w+=|\bt(u|on|a|es)\b", svg)
    assert "prefers-color-scheme:dark" in svg
    sizes = {float(s) for s in re.findall(r'font-size="([\d.]+)"', svg)}
    assert min(sizes) >= 15


def test_the_same_facts_give_the_same_picture() -> None:
    assert render_hexagon(MEANS) == render_hexagon(dict(MEANS))
    assert render_grid_bars(outcome(3, 2), TITLES) == render_grid_bars(outcome(3, 2), TITLES)


def test_a_picture_is_its_own_address() -> None:
    svg = render_hexagon(MEANS)
    kind, data = build_data_url(svg).split(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(data).decode() == svg
