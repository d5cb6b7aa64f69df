"""Facts of the settings that the pages show, such as retention periods."""

from __future__ import annotations

from typing import Any

from bot.channel_registry import list_channels
from bot.privacy.erasure import REDELIVERY_WINDOW
from bot.settings import Settings


def build_page_facts(settings: Settings) -> dict[str, Any]:
    """Return the facts for `bot.site.public_pages.page_routes`; values of `site` may be empty."""
    site = {
        "name": settings.site_name,
        "address": settings.site_address,
        "hours": settings.site_hours,
        "phone": settings.site_phone,
        "email": settings.site_email,
        "dpo": settings.site_dpo,
        "notice": settings.site_notice,
    }
    return {
        "site": site,
        "days": settings.conversation_days,
        "months": settings.notebook_months,
        "contact_days": settings.contact_days,
        "again_days": REDELIVERY_WINDOW.days,
        "counted": settings.address_shares,
        "platforms": [each.title for each in list_channels() if each.capabilities.keeps_copies],
    }
