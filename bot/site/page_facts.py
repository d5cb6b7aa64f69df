"""Facts of the settings that the pages show, such as retention periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Optional

from bot.channel_registry import list_channels
from bot.privacy.erasure import REDELIVERY_WINDOW
from bot.settings import Settings

# Days after its last entry for which a talk is shown without network.
OFFLINE_TALK_DAYS = 7


class LivePageFacts(Mapping[str, Any]):
    """The facts of the settings in use now, built again when these are replaced."""

    def __init__(self, read_settings: Callable[[], Settings]) -> None:
        self._read_settings = read_settings
        self._built: Optional[tuple[Settings, dict[str, Any]]] = None

    def __getitem__(self, name: str) -> Any:
        return self._facts()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts())

    def __len__(self) -> int:
        return len(self._facts())

    def _facts(self) -> dict[str, Any]:
        settings, built = self._read_settings(), self._built
        if built is None or built[0] is not settings:
            built = self._built = (settings, build_page_facts(settings))
        return built[1]


def build_page_facts(settings: Settings) -> dict[str, Any]:
    """Return the facts for `bot.site.public_pages.page_routes`; values of `site` may be empty."""
    site = {
        "name": settings.site_name,
        "address": settings.site_address,
        "access": settings.site_access,
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
        "offline": settings.offline_page,
        "offline_days": OFFLINE_TALK_DAYS,
        "counted": settings.address_shares,
        "platforms": [each.title for each in list_channels() if each.capabilities.keeps_copies],
    }
