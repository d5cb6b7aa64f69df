"""The public site: server-rendered pages, and the chat as ES modules without a build step.

`public_pages.page_routes` serves them, `security_headers.SecurityHeaders` adds their headers. The
chat uses the same API as any other client (`bot/channels/web/chat_api.py`).
"""
