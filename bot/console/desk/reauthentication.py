"""Re-entering the passphrase in an open session."""

from __future__ import annotations

from bot.console.auth import sign_in
from bot.console.console_errors import WrongPassphrase
from bot.console.web.request_context import RequestContext


async def require_passphrase(context: RequestContext, field: str) -> str:
    """Check the passphrase in an open session and return the hash it matched.

    Attempts are throttled by session and audited. Raises WrongPassphrase, TooSoon.
    """
    keys, given = context.desk.keys, context.form.raw(field)
    attempt = await context.write(
        lambda unit: sign_in.begin_reauthentication(unit, context.me, keys, context.now)
    )
    if not (
        await context.desk.compute(lambda: sign_in.check_passphrase(attempt, given, keys))
    ).right:
        subject = f"counsellor:{context.me.counsellor}"
        await context.write(lambda unit: context.write_audit_line(unit, "sign_in_failed", subject))
        raise WrongPassphrase
    await context.write(lambda unit: sign_in.clear_attempt(unit, attempt))
    return attempt.stored
