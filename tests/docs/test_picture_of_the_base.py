"""`docs/knowledge.md` is what `boussole knowledge picture` prints."""

import yaml

from bot.settings import PROJECT_ROOT
from knowledge.base_report import render_report
from knowledge.knowledge_base import KnowledgeBase


def test_the_page_is_up_to_date() -> None:
    base = KnowledgeBase.load(PROJECT_ROOT / "knowledge" / "data")
    titles = yaml.safe_load(
        (PROJECT_ROOT / "tests/knowledge/shortage_titles.yml").read_text("utf-8")
    )
    assert (PROJECT_ROOT / "docs" / "knowledge.md").read_text("utf-8") == render_report(
        base, titles
    )
    assert {title for title, covering in titles.items() if covering} <= set(titles)
    assert {covering for covering in titles.values() if covering} <= set(base.occupations)
