"""`docs/knowledge.md` is what `boussole knowledge picture` prints."""

import yaml

from bot.settings import ROOT
from knowledge.base import Base
from knowledge.picture import picture


def test_the_page_is_up_to_date() -> None:
    base = Base.load(ROOT / "knowledge" / "data")
    titles = yaml.safe_load((ROOT / "tests/knowledge/shortage_titles.yml").read_text("utf-8"))
    assert (ROOT / "docs" / "knowledge.md").read_text("utf-8") == picture(base, titles)
    assert {title for title, covering in titles.items() if covering} <= set(titles)
    assert {covering for covering in titles.values() if covering} <= set(base.occupations)
