"""`CONTRIBUTING.md` says how the project is changed: each of its recipes is followed here."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import ChoiceLoader, DictLoader
from rasa.shared.core.domain import Domain

from actions.action_registry import ACTION_CLASSES, action
from bot.booking.booking_draft import Draft
from bot.booking.booking_errors import Closed
from bot.booking.free_slots import list_slots
from bot.booking.slot_check import require_slot
from bot.booking.venue import Venue
from bot.care import helplines
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import detect
from bot.channel_registry import find_capabilities, list_api_paths, registered
from bot.channels.messenger.message_sender import MessengerSender
from bot.channels.reply_compiler import ChannelWords
from bot.channels.telegram.message_sender import TelegramSender
from bot.console.desk import error_keys
from bot.console.staff.profile_repository import Profile
from bot.console.web import templating
from bot.dialogue.agent import Dialogue, UnderstoodMessage
from bot.dialogue.in_process_actions import registry
from bot.dialogue.sentences import MissingFact, Sentences
from bot.messages import Reply
from bot.presentation.booking_facts import refusal_reason
from bot.settings import PROJECT_ROOT
from bot.site import assets, public_pages
from bot.storage.staff_tables import counsellors
from bot.turn_context import Turn
from tests.privacy.test_columns import OF_THEMSELVES
from tests.support.booking_factories import MONDAY, NOW, ORIENTATION, counsellor, local, place, span
from tests.support.copied_project import add_lines, copy_project, train_rules
from tests.support.sample_channel import CAPABILITIES, DEFINITION

PAGE = (PROJECT_ROOT / "CONTRIBUTING.md").read_text("utf-8")
HOUSE, *PARTS = re.split(r"^(?=## \d\. )", PAGE, flags=re.MULTILINE)
RECIPES = {int(part[3]): part for part in PARTS}
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.timezone.utc)


def files_of(recipe: int) -> list[str]:
    """The numbered files of a recipe, in order."""
    return re.findall(r"^\d+\. `([^`]+)`", RECIPES[recipe], re.MULTILINE)


# The page


def test_it_is_short_and_has_its_eight_recipes() -> None:
    assert list(RECIPES) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(HOUSE.splitlines()) <= 40
    assert [n for n, text in RECIPES.items() if len(text.strip().splitlines()) > 15] == []


@pytest.mark.parametrize("number", RECIPES)
def test_a_recipe_names_files_and_a_command_that_exist(number: int) -> None:
    assert files_of(number)
    proofs = re.findall(r"`pytest ((?:tests/[\w/.]+ ?)+)`", RECIPES[number])
    assert proofs, "no command proves it"
    named = " ".join(proofs).split()
    assert [path for path in named if not (PROJECT_ROOT / path).exists()] == []


def test_whoever_arrives_finds_it() -> None:
    for page, link in (
        ("README.md", "CONTRIBUTING.md"),
        ("docs/development.md", "../CONTRIBUTING.md"),
    ):
        assert f"]({link})" in (PROJECT_ROOT / page).read_text("utf-8"), page


# 1, a sentence, and 5, an intent with its action


@pytest.fixture(scope="module")
def changed_dialogue(tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    """Of a copy in which the files of recipes 1 and 5 have one line more."""
    copied = copy_project(tmp_path_factory.mktemp("project"))
    domain = copied / "bot" / "domain"
    sentence = '  utter_tell_weather: [{text: "Dehors, il fait {degrees} degrés."}]\n'
    add_lines(domain / "social.yml", "responses", sentence)
    add_lines(domain / "social.yml", "actions", "- action_tell_weather\n")
    add_lines(domain / "_domain.yml", "intents", "- tell_weather\n")
    steps = "  steps:\n  - intent: tell_weather\n  - action: action_tell_weather\n"
    rules = copied / "nlu_data" / "social" / "rules.yml"
    add_lines(rules, "rules", f"- rule: tell_weather\n{steps}")
    return train_rules(copied)


def test_1_a_sentence_that_is_added_is_said_with_its_facts(changed_dialogue: Dialogue) -> None:
    assert files_of(1) == ["bot/domain/<topic>.yml", "actions/<topic>.py"]
    text = changed_dialogue.sentence("utter_tell_weather", degrees=12)
    assert text == "Dehors, il fait 12 degrés."
    with pytest.raises(MissingFact):
        changed_dialogue.sentence("utter_tell_weather")


def test_5_an_intent_that_is_declared_has_its_action_performed(
    changed_dialogue: Dialogue, make_turn: Callable[..., Turn], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {path.partition("/")[0] for path in files_of(5)} == {"nlu_data", "bot", "actions"}
    known = registry()

    @action("action_tell_weather")
    def tell_weather(turn: Turn) -> None:
        turn.say("utter_tell_weather", degrees=12)

    monkeypatch.setitem(known, "action_tell_weather", ACTION_CLASSES.pop()().run)
    parsed = {"intent": {"name": "tell_weather", "confidence": 1.0}, "entities": []}
    heard = UnderstoodMessage("il fait quel temps", parsed, 1)
    [reply] = changed_dialogue.respond(make_turn(heard.text), heard)
    assert reply.text == "Dehors, il fait 12 degrés."


# 2, a field of the notebook


def test_2_a_field_is_declared_in_one_file() -> None:
    """That a made-up field is stored, shown, exported and removed: the test that it names."""
    first, *others = files_of(2)
    assert first == "bot/notebook/notebook_fields.py"
    assert len(others) <= 2
    assert "`tests/notebook/test_made_up_field.py`" in RECIPES[2]


# 3, a rule of booking


def test_3_a_rule_refuses_with_a_code_that_has_its_two_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StockTaking(Closed):
        code = "booking_stock_taking"

    def require_open(venue: Venue, day: dt.date) -> None:
        raise StockTaking

    monkeypatch.setattr(Venue, "require_open", require_open)
    there, start = place(counsellor(span("09:00", "17:00"))), local(MONDAY, "12:00")
    assert list_slots(ORIENTATION, MONDAY, MONDAY, there, frozenset(), NOW) == []
    with pytest.raises(StockTaking) as refused:
        require_slot(ORIENTATION, start, there, frozenset(), NOW)

    *_, sentence, words = (PROJECT_ROOT / path for path in files_of(3))
    domain = shutil.copytree(sentence.parent, tmp_path / "domain")
    line = "  utter_booking_stock_taking: [{text: On compte.}]\n"
    add_lines(domain / sentence.name, "responses", line)
    said = Sentences(domain=Domain.from_file(str(domain / sentence.name)))
    reason = refusal_reason(refused.value, place(), Draft())
    assert said.fill(reason["say"], {}, "")["text"] == "On compte."

    start_of_words, line = "{% set sentences = {", '"booking_stock_taking": "On compte.",'
    text = words.read_text("utf-8").replace(start_of_words, start_of_words + line)
    changed = ChoiceLoader([DictLoader({words.name: text}), templating.get_environment().loader])
    environment = templating.get_environment().overlay(loader=changed)
    monkeypatch.setattr(templating, "get_environment", lambda: environment)
    assert error_keys.find_error_key(refused.value) == "booking_stock_taking"
    assert templating.load_words().sentences["booking_stock_taking"] == "On compte."


# 4, a limit of a channel


NOTHING: Any = None  # what only sending needs
WORDS = ChannelWords("Plus de choix", "Source : {origin}", "La Cité :")
SENDERS = {
    "telegram": TelegramSender(NOTHING, NOTHING, WORDS, "", NOTHING, NOTHING, NOTHING),
    "messenger": MessengerSender(NOTHING, WORDS, NOTHING, "", NOTHING),
}


@pytest.mark.parametrize("channel", SENDERS)
def test_4_a_reply_is_split_by_the_limit_that_the_channel_declares(
    channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files_of(4) == ["bot/channels/<channel>/__init__.py"]
    sender, declared = SENDERS[channel], find_capabilities(channel).limits
    module = import_module(type(sender).__module__)
    assert declared is module.LIMITS
    reply = Reply("Une phrase courte, puis une autre. " * 8)
    assert len(sender.messages(reply, 1)) == 1
    monkeypatch.setattr(module, "LIMITS", replace(declared, text=80, beside=80))
    assert len(sender.messages(reply, 1)) == 4


# 6, a helpline


@pytest.fixture
def helpline_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the file, in force for one test."""
    caches = (helplines.load_helplines, assets.load_assets, assets.assets_version)
    caches += (public_pages.template_environment,)
    copied = Path(shutil.copy(PROJECT_ROOT / files_of(6)[0], tmp_path))
    monkeypatch.setattr(helplines, "_FILE", copied)
    for each in caches:
        each.cache_clear()
    yield copied
    for each in caches:
        each.cache_clear()


def test_6_a_helpline_is_in_the_answer_on_the_page_and_in_the_chat(helpline_file: Path) -> None:
    written = yaml.safe_load(helpline_file.read_text("utf-8"))
    line = {**written["lines"]["tele_accueil"], "name": "Ligne douce", "number": "0800 00 000"}
    written["lines"]["soft_line"] = line
    written["topics"]["suicide"].insert(0, "soft_line")
    written["always_shown"]["soft_line"] = {"page": "Ligne douce. Gratuit.", "chat": "Ligne douce"}
    helpline_file.write_text(yaml.safe_dump(written), "utf-8")

    signal = detect("je veux me suicider")
    assert "Ligne douce : 0800 00 000" in build_answer_facts(signal, NOON)["lines"]
    page = public_pages.template_environment().get_template("base.html")
    assert '<a href="tel:080000000">0800 00 000</a> <span>Ligne douce.' in page.render(
        path="/", site={"name": ""}
    )
    assert '["0800 00 000","Ligne douce"]' in assets.load_assets()["words.js"].plain.decode()


# 7, a column of the console


def test_7_every_file_of_the_recipe_names_the_sample_column() -> None:
    sample = re.search(r"`counsellors\.(\w+)`", RECIPES[7])
    assert sample
    column = sample[1]
    named = [path for path in files_of(7) if "<" not in path]
    assert len(named) == len(files_of(7)) - 1  # but for the step of the migration
    silent = [
        path
        for path in named
        if not re.search(rf"\b{column}\b", (PROJECT_ROOT / path).read_text("utf-8"))
    ]
    assert silent == []
    assert column in counsellors.columns
    assert column in {field.name for field in fields(Profile)}
    assert column in OF_THEMSELVES["counsellors"].split()
    steps = (PROJECT_ROOT / "bot" / "storage" / "migrations" / "versions").glob("*.py")
    assert any(f'sa.Column("{column}"' in step.read_text("utf-8") for step in steps)


def test_7_a_profile_has_a_column_for_each_field_but_the_hours() -> None:
    assert {field.name for field in fields(Profile)} - set(counsellors.columns.keys()) == {"hours"}


# 8, a channel


def test_8_a_channel_is_known_once_it_is_registered() -> None:
    """That a whole turn is played through it: tests/channels/test_channel_registry.py."""
    assert "`tests/support/sample_channel.py`" in RECIPES[8]
    assert find_capabilities("sample") != CAPABILITIES
    with registered(DEFINITION):
        assert find_capabilities("sample") is CAPABILITIES
        assert "/sample" in list_api_paths()
