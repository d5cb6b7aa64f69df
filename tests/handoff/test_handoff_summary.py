"""The summary: the person's words and choices, short, nothing private, nothing deduced."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handoff.counsellor_summary import LABELS, LINE_KEYS, SummaryLine, build_summary_lines
from bot.handoff.line_truncation import MAX_CONTENT_CHARS, MAX_LINE_CHARS, join_fitting, quote_words
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import OBSTACLE_KEYS, PlanStep
from bot.notebook.questionnaire_items import ITEMS
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic
from bot.notebook.wishes import WISHES

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
TODAY = NOW.date()


def _names(entry: str) -> str:
    return entry.replace("-", " ")


def _labels(key: str) -> str:
    assert key in LABELS
    return f"[{key}]"


def _lines(notebook: Notebook, **said: object) -> dict[str, str]:
    made = build_summary_lines(notebook, _names, _labels, TODAY, **said)  # type: ignore[arg-type]
    assert [line.key for line in made] == [key for key in LINE_KEYS if key in {m.key for m in made}]
    return {line.key: line.text for line in made}


def _full() -> Notebook:
    notebook = Notebook()
    notebook.add_dream("trouver la panne", [1], NOW)
    notebook.add_experience("réparer la moto de mon cousin", [1, 2], NOW)
    notebook.like("mecanicien-moto", NOW)
    notebook.like("technicien-de-maintenance", NOW)
    notebook.refuse("enfermé", NOW, "employe-de-bureau")
    notebook.refuse("le bruit", NOW)
    notebook.wish("long_studies", 1, NOW)
    notebook.wish("nights", 2, NOW)
    notebook.wish("outdoors", 5, NOW)
    notebook.wish("distance", 5, NOW)
    notebook.add_obstacle(NOW, "money")
    notebook.add_obstacle(NOW, words="le bus")
    notebook.decide("mecanicien-moto", NOW)
    notebook.schedule([PlanStep("read_card", TODAY + dt.timedelta(days=n)) for n in (-1, 3, 9)])
    notebook.set_plan_b("soudeur", NOW)
    return notebook


def test_an_empty_notebook_says_nothing() -> None:
    assert build_summary_lines(Notebook(), _names, _labels, TODAY) == []


def test_a_full_one_says_what_was_said() -> None:
    said = {"wish": "rester en général ?", "answered": ["AOB"], "avoid": "mon redoublement"}
    assert _lines(_full(), **said) == {
        "request": "« rester en général ? »",
        "words": "« trouver la panne », « réparer la moto de mon cousin »",
        "leads": "mecanicien moto, technicien de maintenance",
        "refused": "employe de bureau (« enfermé »), « le bruit »",
        "constraints": (
            "[short_studies], [avoids_nights], [worry_distance], [obstacle_money], « le bus »"
        ),
        "plan": "28/11/2026 [plan_read_card], 04/12/2026 [plan_read_card]",
        "decision": "mecanicien moto, [plan_b] soudeur",
        "answered": "AOB",
        "avoid": "« mon redoublement »",
    }


def test_leaving_it_open_is_a_decision() -> None:
    notebook = Notebook()
    notebook.decide(None, NOW)
    assert _lines(notebook) == {"decision": "[decision_open]"}


def test_a_deadline_names_what_it_is_about() -> None:
    notebook = Notebook()
    notebook.decide("soudeur", NOW)
    notebook.schedule([PlanStep("enrol", TODAY, "cefa-de-liege")] * 3)
    assert _lines(notebook)["plan"] == "25/11/2026 [plan_enrol] (cefa de liege)"


def test_what_is_read_in_words_is_not_said() -> None:
    """Interests, skills, answers to the questionnaire, wishes that are no limit: deduced, or not
    the counsellor's to know unless the person writes it."""
    notebook = Notebook()
    notebook.add_dream("bouger", [3], NOW)
    notebook.confirm_interest(3)
    notebook.answer(ITEMS[0].id, 5, NOW)
    notebook.wish("public", 5, NOW)
    notebook.wish("money", 1, NOW)
    notebook.hold("help", NOW)
    notebook.set_said_phase("exploration", "crystallisation")
    assert _lines(notebook) == {"words": "« bouger »"}


PRIVATE = (
    "je suis diabétique",
    "mon cancer",
    "je suis musulmane",
    "je viens du maroc",
    "je sors de prison",
    "mon titre de séjour",
    "je suis sans papiers",
)


@pytest.mark.parametrize("words", PRIVATE)
def test_private_matters_stay_out_of_every_line(words: str) -> None:
    notebook = Notebook()
    notebook.add_dream(words, [], NOW)
    notebook.add_experience(words, [1], NOW)
    notebook.add_open_question(words, NOW)
    notebook.refuse(words, NOW)
    notebook.refuse(words, NOW, "soudeur")
    notebook.add_obstacle(NOW, words=words)
    assert _lines(notebook, answered=[words]) == {"refused": "soudeur"}


@pytest.mark.parametrize("words", PRIVATE)
def test_what_is_written_for_the_counsellor_is_read_but_for_residence(words: str) -> None:
    said = _lines(Notebook(), wish=words, avoid=words)
    never = find_sensitive_topic(words) == NEVER_NOTED
    assert said == ({} if never else {"request": f"« {words} »", "avoid": f"« {words} »"})


def test_residence_is_not_named_by_a_title_either() -> None:
    notebook = Notebook()
    notebook.decide("soudeur", NOW)
    notebook.schedule([PlanStep("enrol", TODAY, "prolonger-son-titre-de-sejour")] * 3)
    assert _lines(notebook) == {"decision": "soudeur"}


_WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=400).filter(
    str.strip
)


@settings(max_examples=150, deadline=None)
@given(
    dreams=st.lists(_WORDS, max_size=6),
    refusals=st.lists(_WORDS, max_size=6),
    likes=st.lists(st.sampled_from([f"metier-{'x' * n}" for n in range(0, 200, 9)]), max_size=9),
    obstacles=st.lists(st.sampled_from(OBSTACLE_KEYS), max_size=7),
    wishes=st.dictionaries(st.sampled_from(WISHES), st.integers(1, 5)),
    wish=_WORDS,
)
def test_twelve_short_lines_at_most(
    dreams: list[str],
    refusals: list[str],
    likes: list[str],
    obstacles: list[str],
    wishes: dict[str, int],
    wish: str,
) -> None:
    notebook = Notebook()
    for words in dreams:
        notebook.add_dream(words, [], NOW)
    for words in refusals:
        notebook.refuse(words, NOW)
    for occupation in likes:
        notebook.like(occupation, NOW)
    for key in obstacles:
        notebook.add_obstacle(NOW, key)
    for key, value in wishes.items():
        notebook.wish(key, value, NOW)
    made = build_summary_lines(notebook, _names, _labels, TODAY, wish=wish)
    assert len(made) <= 12
    for line in made:
        assert isinstance(line, SummaryLine)
        assert 0 < len(line.text) <= MAX_CONTENT_CHARS < MAX_LINE_CHARS
        assert "\n" not in line.text


def test_a_long_list_counts_what_it_leaves_out() -> None:
    assert join_fitting(["a", "b"]) == "a, b"
    assert join_fitting([]) == ""
    text = join_fitting(f"{n:020}" for n in range(12))
    assert text.endswith(", +6")
    assert len(text) <= MAX_CONTENT_CHARS


def test_a_long_quotation_is_cut_where_it_shows() -> None:
    assert quote_words(" un\n «mot» ") == "« un “mot” »"
    assert quote_words("x" * 500).endswith("x… »")
    assert join_fitting([quote_words("x" * 500)]).endswith("x… »")
