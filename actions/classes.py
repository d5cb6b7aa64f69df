"""Class mode: a teacher gets a link and a QR code for tonight."""

from __future__ import annotations

from actions import facts
from actions.registering import action
from actions.turn import Turn
from bot.guidance import classes, pictures


@action("action_class_mode", interrupts=True)
def class_mode(turn: Turn) -> None:
    """Off the web page, a link needs the public address; without it, that is said."""
    turn.notebook.whom = "pupils"
    if turn.notebook.formal is None:
        turn.notebook.speak(True)
    site = turn.settings.site_url
    if not site and turn.channel != "web":
        turn.say("utter_class_no_address")
        return
    opened = classes.begin(turn.key, turn.now)
    address = f"{site}{opened.path}"
    turn.say(
        "utter_class_mode",
        until=facts.day(opened.until.date()),
        address={"say": "utter_class_address", "url": address} if site else "",
        picture=pictures.url(classes.qr(address)) if site else opened.code,
        poster=f"{site}{opened.poster}",
    )
