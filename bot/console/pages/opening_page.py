"""« Ouverture du centre »: the steps from an empty console to the first appointment."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.staff import opening_steps
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get

ADDRESS = "/ouverture"


async def show(context: RequestContext) -> Response:
    """Show the steps with their state."""
    settings = context.desk.settings
    steps = await context.read(
        lambda unit: opening_steps.list_opening_steps(unit, settings, context.now)
    )
    left = opening_steps.list_steps_to_do(steps)
    return context.page("opening.html", steps=steps, left=left, settings=settings)


async def show_sites(context: RequestContext) -> Response:
    """Show the line that puts the chat into another site, and the allowed ones."""
    origins = context.desk.settings.origins
    return context.page("opening_sites.html", address=context.public_address, origins=origins)


async def show_channels(context: RequestContext) -> Response:
    """Show which settings of the platforms are there."""
    channels = opening_steps.list_channel_setups(context.desk.settings)
    return context.page("opening_channels.html", channels=channels)


PAGES = [
    get(ADDRESS, show, needs="admin"),
    get(f"{ADDRESS}/sites", show_sites, needs="admin"),
    get(f"{ADDRESS}/messageries", show_channels, needs="admin"),
]
