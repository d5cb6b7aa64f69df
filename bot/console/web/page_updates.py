"""What the console's open pages are woken by, besides the news of a conversation."""

from __future__ import annotations

# Pseudo-conversation that all pages listen to: news of the queue, of duties and of alerts; no
# conversation has this id.
QUEUE_PAGES = 0
