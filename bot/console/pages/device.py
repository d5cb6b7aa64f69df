"""« Un nouvel appareil »: the code that an admin gave makes this browser a known one."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import cookies, device_codes
from bot.console.device_codes import DeviceCode
from bot.console.errors import ExpiredDeviceCode, WrongDeviceCode
from bot.console.gate import get, post
from bot.console.visit import Visit

PAGE = "device.html"


async def show(visit: Visit) -> Response:
    """The form."""
    return visit.page(PAGE)


async def know(visit: Visit) -> Response:
    """Known from now on; the sign-in comes next."""
    code, keys = visit.form.text("code"), visit.desk.keys
    try:
        device = await visit.write(lambda unit: device_codes.use(unit, code, keys, visit.now))
    except (WrongDeviceCode, ExpiredDeviceCode) as error:
        return visit.page(PAGE, status=422, problems={"code": type(error).__name__})
    response = visit.go("/entrer", "appareil_reconnu")
    cookies.give(response, cookies.DEVICE, device, cookies.DEVICE_LASTS)
    return response


async def make(visit: Visit) -> DeviceCode:
    """A code for an account. Raises NoSuchAccount, NotReady."""
    account, me = visit.number("id"), visit.me.counsellor
    return await visit.write(
        lambda unit: device_codes.make(unit, account, visit.desk.keys, visit.now, me)
    )


PAGES = [
    get("/appareil", show, needs=None),
    post("/appareil", know, needs=None),
]
