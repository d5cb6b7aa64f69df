"""Addresses as QR codes."""

from __future__ import annotations

import io

import segno


def render_qr_code(address: str) -> str:
    """The QR code of an address as SVG, dark on light whatever the theme: readers need that."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=6, border=4, dark="#1e2b2b", light="#ffffff", xmldecl=False
    )
    return drawn.getvalue().decode()
