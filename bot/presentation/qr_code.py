"""Renders addresses as QR codes."""

from __future__ import annotations

import io

import segno


def render_qr_code(address: str) -> str:
    """Render an address as an SVG, dark on light in every theme because readers need it."""
    output = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        output, kind="svg", scale=6, border=4, dark="#1e2b2b", light="#ffffff", xmldecl=False
    )
    return output.getvalue().decode()
