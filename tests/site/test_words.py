"""What the page says of its own is what the bot says."""

from __future__ import annotations

import yaml

from bot.settings import PROJECT_ROOT

WORDS = PROJECT_ROOT / "bot" / "site" / "static" / "words.js"


def test_p6_erasing_is_told_in_the_page_as_in_the_chat() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "bot" / "domain" / "general.yml").read_text("utf-8"))
    told = [each["text"] for texts in domain["responses"].values() for each in texts]
    (asked,) = (text for text in told if text.startswith("Tout effacer ? "))
    assert asked.removeprefix("Tout effacer ? ") in WORDS.read_text("utf-8")
