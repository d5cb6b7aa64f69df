"""A list of trades is asked without some of them, or without long studies."""

from __future__ import annotations

from knowledge import fields


def test_what_a_list_is_asked_without_is_read() -> None:
    assert fields.without("quels métiers avec des enfants mais pas prof") == "prof"
    assert fields.without("un taf avec les animaux sans être vétérinaire") == "veterinaire"
    assert fields.without("quels métiers dans le bois") == ""


def test_studies_are_a_limit_and_no_trade() -> None:
    assert fields.with_short_studies("des boulots sans diplôme dans le commerce")
    assert fields.without("des boulots sans diplôme dans le commerce") == ""
    assert not fields.with_short_studies("des études de commerce")
