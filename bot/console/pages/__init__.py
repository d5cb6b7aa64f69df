"""The pages of the console, one module each; `EVERY` is what `bot.console.web` routes."""

from __future__ import annotations

from bot.console.gate import Page
from bot.console.pages import (
    accounts,
    agenda,
    appointment,
    availability,
    calendar,
    closing,
    conversation,
    corrections,
    device,
    duty,
    events,
    feed,
    figures,
    flux,
    invitation,
    journal,
    mine,
    permanences,
    rebooking,
    signing,
    suspicion,
    terms,
    today,
    unanswered,
)

EVERY: list[Page] = [
    *signing.PAGES,
    *terms.PAGES,
    *invitation.PAGES,
    *device.PAGES,
    *duty.PAGES,
    *today.PAGES,
    *flux.PAGES,
    *conversation.PAGES,
    *unanswered.PAGES,
    *corrections.PAGES,
    *events.PAGES,
    *figures.PAGES,
    *feed.PAGES,
    *agenda.PAGES,
    *suspicion.PAGES,  # before the pages of one appointment: its address looks like one
    *appointment.PAGES,
    *rebooking.PAGES,
    *calendar.PAGES,
    *permanences.PAGES,
    *availability.PAGES,
    *closing.PAGES,
    *mine.PAGES,
    *accounts.PAGES,
    *journal.PAGES,
]
