"""Details of a centre as an admin confirmed them."""

from __future__ import annotations

import datetime as dt

from bot.booking.site_details import SiteDetails

DETAILS = SiteDetails(
    name="Cité d’essai",
    address="Rue de l’Exemple 1, 4000 Liège",
    access="Bus 4, deuxième étage",
    phone="",
    email="accueil@cite.example",
    web="",
    open_hours="ma 09:00-12:00; me 09:00-12:00",
    hours_note="fermé en juillet",
    confirmed=dt.date(2026, 11, 25),
)
HOURS = "mardi et mercredi, 9h–12h, fermé en juillet"
