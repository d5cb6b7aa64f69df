"""Detection of cross-site requests by the headers `Sec-Fetch-Site` and `Origin`, which pages can
neither set nor remove (ASVS 5.0, 3.5.2)."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import HTTPConnection


def is_cross_site(asked: HTTPConnection, site: str, listed: Collection[str] = ()) -> bool:
    """Whether a page of another site sent the request; False without a browser's headers.

    `site` is BOUSSOLE_SITE_URL, may be empty; `listed` are other allowed origins.
    """
    origin = asked.headers.get("origin")
    if origin in listed:
        return False
    fetch_site = asked.headers.get("sec-fetch-site", "none")
    if fetch_site == "same-origin":
        # Holds even if a proxy changed the host, or a page without referrer sent the origin "null".
        return False
    # Browsers before 2023 send the origin only.
    return fetch_site != "none" or (
        origin is not None and origin.lower() not in _own_origins(asked, site)
    )


def _own_origins(asked: HTTPConnection, site: str) -> tuple[str, ...]:
    """The origins of this service; a proxy may turn the browser's HTTPS into HTTP."""
    host = asked.headers.get("host", "").lower()
    origins = (f"{asked.scope['scheme']}://{host}", f"https://{host}")
    return (*origins, site.lower()) if site else origins
