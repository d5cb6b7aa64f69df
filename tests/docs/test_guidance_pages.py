"""`docs/guidance.md` and `docs/fairness.md` are what `boussole guidance` prints."""

from __future__ import annotations

import re
from typing import Any

from bot.matching.catalogue import Catalogue
from bot.settings import PROJECT_ROOT
from evaluation.personas.guidance_report import render_fairness_page, render_guidance_page


def test_the_page_of_the_guidance_is_up_to_date(
    library: Any, whole_catalogue: Catalogue, dialogue: Any
) -> None:
    """But for the leads of the personas: a processor may round an embedding another way, so their
    bars are held by `test_personas`, and the page by what is left."""
    page = render_guidance_page(
        library, whole_catalogue, lambda text: dialogue.parse(text)["intent"]["name"]
    )
    assert _but_personas(_read("guidance.md")) == _but_personas(page)


def test_the_page_of_fairness_is_up_to_date(whole_catalogue: Catalogue) -> None:
    assert _read("fairness.md") == render_fairness_page(whole_catalogue)


def _read(name: str) -> str:
    return (PROJECT_ROOT / "docs" / name).read_text("utf-8")


def _but_personas(page: str) -> list[str]:
    lines = page.splitlines()
    assert any(re.match(r"\| \d\d-", line) for line in lines), lines
    return [line for line in lines if not re.match(r"\| (\d\d-|all |used |kept )", line)]
