"""What somebody seems to write of who they are: measured on sentences of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.guidance.personal_identifiers import find_identifiers

_SAID = yaml.safe_load(Path(__file__).with_name("own_names.yml").read_text("utf-8"))


@pytest.mark.parametrize("apart", ["", "_apart"])
def test_names_and_addresses_are_seen_and_little_else_is(apart: str) -> None:
    told, harmless = _SAID[f"positive{apart}"], _SAID[f"negative{apart}"]
    missed = [text for text in told if not find_identifiers(text)]
    assert len(missed) <= 0.1 * len(told), missed
    assert [text for text in harmless if find_identifiers(text)] == []


def test_it_gives_what_names_somebody_as_it_was_written() -> None:
    text = "Bonjour, je m'appelle Léa Renard et j'habite rue des Clarisses 12, 4000 Liège."
    assert find_identifiers(text) == ("Léa Renard", "rue des Clarisses 12")
