"""A site of somebody else on another origin, with a strict policy, and the chat in its pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Rules that a page may have for its own, and that must not reach into the chat.
HOSTILE = """
html { font-size: 10px }
body { margin: 0; font: 10px fantasy; background: #fff }
* { letter-spacing: 3px; text-transform: uppercase; line-height: 3; color: lime }
button, textarea, p, li { background: red !important; font-size: 40px !important }
main { min-height: 150vh }
main * { color: #111; background: #fff }
"""
PLAIN = """
body { margin: 0; font: 16px sans-serif; color: #222; background: #fff }
main { min-height: 150vh; padding: 1em; max-width: 44em; margin: auto }
iframe { width: 100%; height: 600px }
"""


@dataclass
class HostSite:
    """Serves `pages` by path; `boussole` is where the chat comes from."""

    url: str
    boussole: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def page(self, path: str, body: str, script: str = "", style: str = PLAIN) -> str:
        """Add a page with the chat's script; its address."""
        tag = f'<script type="module" src="{self.boussole}/widget.js" {script}></script>'
        self.pages[path] = (
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Une école</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{path}.css"></head>'
            f"<body><main><h1>Une école</h1>{body}</main>{tag}</body></html>"
        )
        self.pages[f"{path}.css"] = style
        return self.url + path

    def policy(self) -> str:
        """What docs/widget.md asks for, and nothing more."""
        ours = self.boussole
        return (
            f"default-src 'none'; style-src 'self'; script-src {ours}; connect-src {ours}; "
            f"img-src {ours} data:; frame-src {ours}"
        )


@contextmanager
def run_host_site() -> Iterator[HostSite]:
    """On `localhost`, where the service is on 127.0.0.1: another site, not only another port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.pages.get(self.path)
            self.send_response(404 if found is None else 200)
            kind = "text/css" if self.path.endswith(".css") else "text/html"
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-security-policy", site.policy())
            self.end_headers()
            self.wfile.write((found or "").encode())

        def log_message(self, *args: object) -> None:
            """Nothing: tests read what they asked for."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = HostSite(f"http://localhost:{server.server_port}")
    # It looks so often, in seconds, whether it shall end.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
