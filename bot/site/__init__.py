"""The public site: plain pages, and the chat as small ES modules without a build step.

`public_pages.page_routes` serves them and `pages.SecurityHeaders` guards them. Nothing here knows
the dialogue: the chat talks to the same four requests as any other client
(`bot/channels/web/chat_api.py`).
"""
