"""Whether a page of another site sent a request: what its browser says of it, by `Sec-Fetch-Site`
and by `Origin`. No page can write or take away either of them (ASVS 5.0, 3.5.2)."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import HTTPConnection


def is_cross_site(asked: HTTPConnection, site: str, listed: Collection[str] = ()) -> bool:
    """`site`: BOUSSOLE_SITE_URL, may be empty. `listed`: other origins that may send this. What is
    no browser says nothing, and is not foreign."""
    origin = asked.headers.get("origin")
    if origin in listed:
        return False
    said = asked.headers.get("sec-fetch-site", "none")
    if said == "same-origin":
        # It knows the address in its own bar, whatever a proxy makes of the host; a form of a page
        # that sends no referrer comes with the origin "null" besides.
        return False
    # Browsers of before 2023 say the origin alone.
    return said != "none" or (
        origin is not None and origin.lower() not in _own_origins(asked, site)
    )


def _own_origins(asked: HTTPConnection, site: str) -> tuple[str, ...]:
    """A proxy may speak HTTP to us where the browser speaks HTTPS to it; never the other way."""
    host = asked.headers.get("host", "").lower()
    ours = (f"{asked.scope['scheme']}://{host}", f"https://{host}")
    return (*ours, site.lower()) if site else ours
