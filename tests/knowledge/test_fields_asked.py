"""A list of trades is asked without some of them, or without long studies."""

from __future__ import annotations

from knowledge import work_fields


def test_what_a_list_is_asked_without_is_read() -> None:
    assert work_fields.parse_exclusion("quels métiers avec des enfants mais pas prof") == "prof"
    assert (
        work_fields.parse_exclusion("un taf avec les animaux sans être vétérinaire")
        == "veterinaire"
    )
    assert work_fields.parse_exclusion("quels métiers dans le bois") == ""


def test_studies_are_a_limit_and_no_trade() -> None:
    assert work_fields.asks_for_short_studies("des boulots sans diplôme dans le commerce")
    assert work_fields.parse_exclusion("des boulots sans diplôme dans le commerce") == ""
    assert not work_fields.asks_for_short_studies("des études de commerce")
