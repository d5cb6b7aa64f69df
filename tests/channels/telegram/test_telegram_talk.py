"""A person on Telegram and the real service: what they send, and what arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.handoff import counsellor_replies, handoff_claims, handoff_requests
from bot.messaging.announcements import announce
from bot.storage.channel_tables import routes
from bot.storage.column_types import metadata
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading, writing
from tests.support.counsellor_factories import add_counsellor, add_counsellors
from tests.support.live_service import LiveService
from tests.support.telegram_double import NAME, TOKEN, Chat, TelegramDouble
from tests.support.telegram_user import SECRET, TelegramUser, list_buttons, list_texts

DISTRESS = "j'ai envie de mourir"


def test_what_telegram_is_told_at_the_start(
    double: TelegramDouble, on_telegram: LiveService
) -> None:
    double.until(lambda: "description" in double.profile)
    assert [each["command"] for each in double.commands] == [
        *("rever", "reflechir", "explorer", "decider", "carnet", "conseiller", "oublier", "aide"),
    ]
    assert double.profile["menu"] == "commands"
    for words in ("robot", "anonyme", "Gratuit", "30 jours", "/oublier"):
        assert words in double.profile["description"]
    assert "Cité des Métiers de Liège" in double.profile["short"]
    assert double.webhook is not None
    assert double.webhook["url"] == "https://boussole.example.be/telegram"
    assert double.webhook["secret_token"] == SECRET
    assert "my_chat_member" in double.webhook["allowed_updates"]
    assert double.refused == []


def test_the_first_minute(double: TelegramDouble, zoe: TelegramUser) -> None:
    [hello] = zoe.says("/start")
    assert "Gratuit, anonyme" in hello["text"]
    assert "L'appli sait que tu me parles" in hello["text"]
    assert "Aucune idée" in zoe.labels()
    zoe.presses("Aucune idée")
    assert double.until(lambda: double.answered)
    assert double.until(lambda: "✓ Aucune idée" in [b["text"] for b in list_buttons(hello)])
    assert zoe.presses("✓ Aucune idée")  # it works still
    assert double.refused == []


def test_commands_work_as_the_menu_sends_them(zoe: TelegramUser) -> None:
    assert "Voilà ce que je sais faire" in list_texts(zoe.says("/aide"))
    assert "1/30" in list_texts(zoe.says(f"/reflechir@{NAME}"))
    zoe.says("/oublier")
    assert "effac" in list_texts(zoe.presses("Oui, tout effacer"))


def test_c3_a_slash_is_no_intent(zoe: TelegramUser) -> None:
    assert "C'est effacé" not in list_texts(zoe.says('/erase_data{"value":"yes"}'))


ASIDE = {
    "photo": (
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        "images",
    ),
    "voice": ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "vocaux"),
    "sticker": (
        {
            "sticker": {
                **{"file_id": "a", "file_unique_id": "b", "type": "regular"},
                **{"width": 1, "height": 1, "is_animated": False, "is_video": False},
            }
        },
        "autocollants",
    ),
    "contact": (
        {"contact": {"phone_number": "+32470123456", "first_name": "Maxence"}},
        "rien gardé",
    ),
    "location": ({"location": {"latitude": 50.63, "longitude": 5.57}}, "pas gardé"),
    "document": ({"document": {"file_id": "a", "file_unique_id": "b"}}, "fichiers"),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, "ce genre d'envoi"),
    "poll": (
        {
            "poll": {
                **{"id": "1", "question": "?", "options": [], "total_voter_count": 0},
                **{"is_closed": False, "is_anonymous": True, "type": "regular"},
                "allows_multiple_answers": False,
            }
        },
        "ce genre d'envoi",
    ),
}


@pytest.mark.parametrize(("content", "words"), ASIDE.values(), ids=ASIDE)
def test_what_is_no_text_gets_a_fitting_answer(
    zoe: TelegramUser, content: dict[str, Any], words: str
) -> None:
    zoe.says("bonjour")
    [answer] = zoe.does(zoe.sent(**content))
    assert words in answer["text"]
    kept = repr(everything(zoe.service))
    for private in ("32470123456", "Maxence", "50.63", "5.57"):
        assert private not in kept


def test_an_album_is_answered_once(zoe: TelegramUser) -> None:
    zoe.says("bonjour")
    photo = ASIDE["photo"][0]
    for _ in range(4):
        assert zoe.deliver(zoe.sent(**photo, media_group_id="13000")) == 200
    [answer] = zoe.reads()
    assert "images" in answer["text"]


def test_a_caption_is_text(zoe: TelegramUser) -> None:
    photo = ASIDE["photo"][0]
    zoe.says("bonjour")
    seen, answer = zoe.does(zoe.sent(**photo, caption="c'est quoi une AOB ?"))[:2]
    assert "images" in seen["text"]
    assert "attestation" in answer["text"].lower()
    assert "107" in list_texts(zoe.does(zoe.sent(**photo, caption=DISTRESS)))


def test_an_edit_is_no_new_message(zoe: TelegramUser) -> None:
    first = zoe.wrote("soudeur")
    zoe.does(first)
    edited = {**first["message"], "text": "boulanger", "edit_date": 1764064900}
    [told] = zoe.does(zoe.update(edited_message=edited))
    assert "modifié" in told["text"]
    again = {**edited, "text": "boulangère", "edit_date": 1764064950}
    assert zoe.does(zoe.update(edited_message=again)) == []
    worse = {**edited, "text": DISTRESS, "edit_date": 1764064990}
    assert "107" in list_texts(zoe.does(zoe.update(edited_message=worse)))
    moved = zoe.message(location={"latitude": 1.0, "longitude": 2.0}, edit_date=1764064999)
    assert zoe.does(zoe.update(edited_message=moved)) == []


def test_updates_that_come_twice_or_start_anew_with_their_numbers(zoe: TelegramUser) -> None:
    first = zoe.wrote("bonjour")
    zoe.does(first)
    assert zoe.does(first) == []
    later = {**zoe.wrote("c'est quoi une AOB ?"), "update_id": first["update_id"]}
    assert zoe.does(later)


def test_blocked_and_back(double: TelegramDouble, zoe: TelegramUser) -> None:
    zoe.says("bonjour")
    zoe.chat.blocked = True
    zoe.deliver(membership(zoe, "kicked"))
    assert route(zoe.service).closed
    zoe.chat.blocked = False
    assert zoe.deliver(membership(zoe, "member")) == 200
    assert route(zoe.service).closed
    assert zoe.says("me revoilà")
    # News of the block come late, when the person is back already.
    assert zoe.deliver(membership(zoe, "kicked", date=1)) == 200
    assert zoe.says("toujours là")


def test_a_403_closes_the_route(double: TelegramDouble, zoe: TelegramUser) -> None:
    double.faults.append("403")
    zoe.says("bonjour")
    assert route(zoe.service).closed
    assert zoe.says("encore moi")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_group_is_left_politely_and_nothing_is_stored(
    double: TelegramDouble, zoe: TelegramUser, kind: str
) -> None:
    group = double.chats.setdefault(-100_123, Chat(-100_123, kind))
    before = everything(zoe.service)
    place = {"id": group.id, "type": kind, "title": "La bande"}
    added = {**membership(zoe, "member"), "update_id": 1}
    added["my_chat_member"] = {**added["my_chat_member"], "chat": place}
    zoe.deliver(added)
    said = zoe.sent(text=DISTRESS)
    said["message"]["chat"] = place
    zoe.deliver(said)
    double.until(lambda: group.left)
    assert [m["text"] for m in group.messages] == [
        "Je ne parle qu'en privé, pour que chacun reste anonyme. Je quitte donc ce groupe."
        " À bientôt en privé !"
    ]
    group.left = False  # somebody adds it again
    zoe.deliver({**added, "update_id": 2})
    double.until(lambda: group.left)
    assert len(group.messages) == 1
    assert everything(zoe.service) == before


def unknown(zoe: TelegramUser) -> Iterator[dict[str, Any]]:
    yield zoe.update()
    yield zoe.update(something_new={"a": 1})
    yield zoe.update(poll={"id": "1"})
    yield zoe.update(message={"message_id": "not a number"})
    yield zoe.update(message=[])
    yield zoe.sent(pinned_message=zoe.message(text="épinglé"))
    robot = zoe.wrote("bonjour")
    robot["message"]["from"]["is_bot"] = True
    yield robot
    yield zoe.update(
        callback_query={"id": "1", "from": zoe.user, "chat_instance": "1", "data": "x"}
    )


def test_what_is_unknown_is_no_error(zoe: TelegramUser) -> None:
    for update in unknown(zoe):
        assert zoe.deliver(update) == 200
    assert counted(zoe.service, inbox) == 0
    assert zoe.says("bonjour")


def test_p6_who_is_forgotten_is_told_and_then_unknown(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    """Also while a counsellor has the conversation."""
    zoe.says("je m'appelle Zébulon et j'aime réparer des motos")
    taken(zoe.service)
    zoe.reads()
    zoe.says("c'est Zébulon, vous êtes là ?")
    zoe.says("/oublier")
    assert "C'est effacé" in list_texts(zoe.presses("Oui, tout effacer"))
    held = everything(zoe.service)
    assert "Zébulon" not in repr(held)
    for table in ("inbox", "notebooks", "handoffs", "tracker_events"):
        assert held[table] == []
    assert "vide" in list_texts(zoe.says("/carnet"))
    assert double.refused == []


def test_a_button_that_is_none_any_more_is_told_and_goes(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    [hello] = zoe.says("/start")
    old = zoe.pressed("Aucune idée")
    zoe.says("/oublier")
    zoe.presses("Oui, tout effacer")
    assert "n'est plus valable" in list_texts(zoe.does(old))
    double.until(lambda: not list_buttons(hello))


def test_a_file_and_a_picture_arrive(double: TelegramDouble, zoe: TelegramUser) -> None:
    zoe.says("/reflechir")
    for n in range(30):
        label = ("Carrément", "Pas du tout")[n % 3 == 0]
        zoe.presses(next(each for each in zoe.labels() if label in each))
    zoe.says("montre mon hexagone")
    photos = [m for m in zoe.chat.messages if m.get("photo")]
    assert photos
    assert photos[-1]["caption"]
    zoe.says("/carnet")
    [pdf] = [m for m in zoe.chat.messages if m.get("document")]
    assert pdf["document"].startswith(b"%PDF")
    assert pdf["file_name"] == "carnet.pdf"
    assert double.refused == []


def test_the_code_as_a_deep_link_opens_the_notebook_elsewhere(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    zoe.says("j'aime réparer des vélos")
    zoe.says("/carnet")
    told = list_texts(zoe.presses("Mon code"))
    link = next(word for word in told.split() if word.startswith(f"https://t.me/{NAME}?start="))
    payload = link.partition("start=")[2]
    max_ = TelegramUser(double, zoe.service, 123_456_789)
    assert "J'ai trouvé un carnet" in list_texts(max_.says(f"/start {payload}"))
    assert "C'est repris" in list_texts(max_.presses("Oui, le reprendre"))
    assert "vélos" in list_texts(max_.says("/carnet"))
    assert max_.says("/start de-la-publicite")  # no code: hello


def test_c3_nobody_else_can_press_a_choice(double: TelegramDouble, zoe: TelegramUser) -> None:
    zoe.says("/start")
    other = TelegramUser(double, zoe.service, 123_456_789)
    other.says("/start")
    stolen = other.pressed("Aucune idée")
    stolen["callback_query"]["data"] = zoe.button("Un humain")[1]
    assert "n'est plus valable" in list_texts(other.does(stolen))


def test_p3_nothing_native_is_stored_or_logged(
    double: TelegramDouble, zoe: TelegramUser, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(0)
    zoe.says("/start")
    zoe.presses("Aucune idée")
    double.faults.extend(["500", "accepted: drop", "accepted: garbled", "429 1"])
    zoe.says("je m'appelle Zébulon")
    photo = ASIDE["photo"][0]
    zoe.does(zoe.sent(**photo, media_group_id=str(zoe.native)))
    double.faults.append("400")
    zoe.says("et après")
    logged = caplog.text + "".join(capfd.readouterr())
    for secret in (TOKEN, TOKEN.partition(":")[2], str(zoe.native), "Zébulon", SECRET):
        assert secret not in logged
    assert str(zoe.native) not in repr(everything(zoe.service))
    assert str(zoe.native >> 1) not in repr(everything(zoe.service))


# What the tests look at


def everything(service: LiveService) -> dict[str, list[Any]]:
    with reading(service.parts.engine) as unit:
        return {
            table.name: sorted(map(repr, unit.execute(sa.select(table)).all()))
            for table in metadata.sorted_tables
            # Sums of days and the sign of life, which jobs make meanwhile.
            if not table.name.startswith(("figure", "sign_of_life"))
        }


def counted(service: LiveService, table: sa.Table) -> int:
    with reading(service.parts.engine) as unit:
        return unit.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def route(service: LiveService) -> Any:
    with reading(service.parts.engine) as unit:
        return unit.execute(sa.select(routes)).one()


def membership(zoe: TelegramUser, status: str, date: int = 4_000_000_000) -> dict[str, Any]:
    bot = {"id": 4242424242, "is_bot": True, "first_name": "Boussole"}
    new = {"user": bot, "status": status}
    if status == "kicked":
        new["until_date"] = 0
    return zoe.update(
        my_chat_member={
            "chat": {"id": zoe.native, "type": "private", "first_name": "Zoé"},
            "from": zoe.user,
            "date": date,
            "old_chat_member": {"user": bot, "status": "left"},
            "new_chat_member": new,
        }
    )


def test_an_appointment_comes_with_its_calendar_file(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    add_counsellors(zoe.service.parts.engine, ["Conseil A"])
    said = list_texts(zoe.says("rdv question courte vendredi 10h"))
    assert "Je garde vendredi 27 novembre à 10h" in said
    said = list_texts(zoe.says("oui"))
    assert "C'est confirmé" in said
    [calendar] = [m for m in zoe.chat.messages if m.get("document")]
    assert calendar["file_name"].endswith(".ics")
    assert calendar["document"].startswith(b"BEGIN:VCALENDAR")
    assert double.refused == []


def test_a_counsellor_answers_and_it_is_told_who_speaks(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    zoe.says("bonjour")
    handoff, counsellor = taken(zoe.service)
    assert "Je me tais" in list_texts(zoe.reads())
    assert zoe.says("vous êtes là ?") == []
    with writing(zoe.service.parts.engine) as unit:
        now = zoe.service.parts.clock()
        counsellor_replies.append_reply(unit, handoff, counsellor, "Oui, je suis Anna.", now)
        unit.commit()
    [answer] = zoe.reads()
    assert answer["text"] == "La Cité des Métiers :\n\nOui, je suis Anna."
    assert "107" in list_texts(zoe.says(DISTRESS))
    assert "Tout effacer ?" in list_texts(zoe.says("/oublier"))
    assert double.actions == []


def taken(service: LiveService) -> tuple[int, int]:
    """A counsellor has the conversation; the handoff and the counsellor."""
    parts, now = service.parts, service.parts.clock()
    with writing(parts.engine) as unit:
        counsellor = add_counsellor(unit, "Anna", now=now)
        whose = unit.execute(sa.select(conversations.c.id)).scalar_one()
        made = handoff_requests.request_handoff(unit, whose, "none", "", "Renard 42", now)
        handoff_claims.claim_handoff(unit, made.id, counsellor, now)
        announce(parts, unit, whose, "utter_human_here", now, owner="human")
        unit.commit()
    return made.id, counsellor
