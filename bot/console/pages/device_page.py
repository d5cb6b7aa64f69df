"""« Un nouvel appareil »: an admin's code makes this browser a known one."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.console_errors import ExpiredDeviceCode, WrongDeviceCode
from bot.console.staff import device_codes
from bot.console.staff.device_codes import DeviceCode
from bot.console.web import cookies
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post

TEMPLATE = "device.html"


async def show(context: RequestContext) -> Response:
    """Show the form."""
    return context.page(TEMPLATE)


async def recognise_device(context: RequestContext) -> Response:
    """Set the device cookie, then lead to the sign-in."""
    code, keys = context.form.text("code"), context.desk.keys
    try:
        device = await context.write(
            lambda unit: device_codes.redeem_device_code(unit, code, keys, context.now)
        )
    except (WrongDeviceCode, ExpiredDeviceCode) as error:
        return context.page(TEMPLATE, status=422, problems={"code": error.code})
    response = context.go("/entrer", "appareil_reconnu")
    cookies.set_cookie(response, cookies.DEVICE_COOKIE, device, cookies.DEVICE_COOKIE_LIFETIME)
    return response


async def create_code(context: RequestContext) -> DeviceCode:
    """Create a code for an account. Raises NoSuchAccount, NotReady."""
    account, me = context.number("id"), context.me.counsellor
    return await context.write(
        lambda unit: device_codes.create_device_code(
            unit, account, context.desk.keys, context.now, me
        )
    )


PAGES = [
    get("/appareil", show, needs=None),
    post("/appareil", recognise_device, needs=None),
]
