"""Each action is known to the domain and to the SDK, and the other way round."""

from __future__ import annotations

from typing import Any

import pytest
import rasa_sdk
import sqlalchemy as sa
import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions import action_registry, standalone_turn
from bot.dialogue.in_process_actions import TurnDispatcher, registry
from bot.settings import PROJECT_ROOT
from bot.storage.conversation_tables import conversations, notebooks
from bot.storage.unit_of_work import reading


def declared() -> list[str]:
    domain = PROJECT_ROOT / "bot" / "domain"
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(domain.glob("*.yml"))]
    return [name for content in files for name in content.get("actions", ())]


def test_every_action_is_in_the_domain_once_and_every_one_there_exists() -> None:
    assert sorted(declared()) == sorted(registry())


def test_no_two_functions_share_a_name() -> None:
    names = [kind().name() for kind in action_registry.ACTION_CLASSES]
    assert len(names) == len(set(names))


def test_an_action_stands_in_the_file_of_its_topic() -> None:
    """One topic, one name: what `bot/domain/x.yml` declares is registered by `actions/x.py`."""
    modules = {
        kind().name(): kind.__module__.rpartition(".")[2] for kind in action_registry.ACTION_CLASSES
    }
    for path in sorted((PROJECT_ROOT / "bot" / "domain").glob("*.yml")):
        for name in yaml.safe_load(path.read_text("utf-8")).get("actions", ()):
            assert modules[name] == path.stem, name


def test_an_action_returns_the_slots_it_set(make_turn: Any) -> None:
    turn = make_turn()
    dispatcher = TurnDispatcher(turn)
    chosen = next(iter(turn.library.base.occupations))
    entities = [{"entity": "occupation", "value": chosen}]
    tracker = rasa_sdk.Tracker("a", {"misses": 2}, {"entities": entities}, [], False, None, {}, "")
    changes = registry()["action_like_lead"](dispatcher, tracker, {})
    assert {change["name"]: change["value"] for change in changes} == {
        "misses": 0,
        "occupation": chosen,
    }


def test_an_action_keeps_nothing_between_two_people(make_turn: Any, act: Any) -> None:
    one, other = make_turn(), make_turn()
    act(one, "action_refuse_lead", {"occupation": next(iter(one.library.base.occupations))})
    assert other.notebook.refusals == []
    assert [m["response"] for m in act(other, "action_show_notebook")] == ["utter_notebook_empty"]


# Under Rasa's own action server


@pytest.fixture
def server(parts: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `rasa run actions` opens at the first action, here on the test's database."""
    mine = standalone_turn._Dependencies(
        parts.settings, parts.key, parts.engine, parts.library, parts.catalogue
    )
    monkeypatch.setattr(standalone_turn, "_open_dependencies", lambda: mine)
    return parts.engine


def run(name: str, text: str, **values: str) -> list[str]:
    """The responses an action says without a turn on its dispatcher."""
    dispatcher = CollectingDispatcher()
    entities = [{"entity": key, "value": value} for key, value in values.items()]
    message = {"text": text, "entities": entities, "intent_ranking": []}
    tracker = rasa_sdk.Tracker("somebody", {}, message, [], False, None, {}, "")
    registry()[name](dispatcher, tracker, {})
    return [message["response"] for message in dispatcher.messages]


def test_alone_an_action_opens_a_turn_of_its_own_and_keeps_it(server: Any) -> None:
    assert run("action_tell_refusal", "surtout pas un bureau")[0] == "utter_noted_briefly"
    assert run("action_show_notebook", "/show_notebook") == ["utter_notebook"]
    with reading(server) as unit:
        assert unit.execute(sa.select(sa.func.count()).select_from(conversations)).scalar() == 1


def test_alone_an_action_that_fails_keeps_nothing(server: Any) -> None:
    with pytest.raises(ValueError, match="x"):
        run("action_rate", "/rate", value="x")
    with reading(server) as unit:
        for table in (conversations, notebooks):
            assert unit.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0
