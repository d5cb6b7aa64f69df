"""Class mode: a link and a QR code that a teacher can use until tonight."""

from __future__ import annotations

from actions.action_registry import action
from bot.guidance import class_links
from bot.presentation import dates_and_amounts, qr_code, result_charts
from bot.turn_context import Turn


@action("action_class_mode", interrupts=True)
def class_mode(turn: Turn) -> None:
    """Open a class session; outside the web page, the link needs the public address."""
    turn.notebook.whom = "pupils"
    if turn.notebook.formal is None:
        turn.notebook.speak(True)
    site = turn.settings.site_url
    if not site and not turn.capabilities.shows_site_paths:
        turn.say("utter_class_no_address")
        return
    opened = class_links.create_session(turn.key, turn.now)
    address = f"{site}{opened.path}"
    turn.say(
        "utter_class_mode",
        until=dates_and_amounts.format_day(opened.until.date()),
        address={"say": "utter_class_address", "url": address} if site else "",
        picture=result_charts.build_data_url(qr_code.render_qr_code(address))
        if site
        else opened.code,
        poster=f"{site}{opened.poster}",
    )
