"""A message asks for an entry in the talk that it stands in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import cast

import numpy as np
import pytest

from bot.choice_payloads import AskQuestion
from bot.dialogue.interpretation import (
    contextual_entries,
    contextual_entry_training,
    contextual_preference,
    entry_policy,
)
from bot.dialogue.interpretation.contextual_entries import (
    ENTRY_FEATURES,
    ContextualEntries,
    MessageObservation,
)
from bot.dialogue.interpretation.contextual_entry_training import TrainingRow
from bot.dialogue.interpretation.decision_rules import decide
from bot.dialogue.interpretation.entry_scores import EntryScores, ScoredEntry
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.reading.entry_classifier import RankedEntry
from bot.dialogue.reading.reader import MAX_WHOLE_WORDS
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance.salience import QUESTION, Referent, Salience
from bot.notebook.notebook_entries import Question
from knowledge.library import Library


@pytest.fixture
def state(library: Library) -> InformationState:
    asked = partial(load_reader().asked, library=library)
    return InformationState(Salience(), library, dt.date(2026, 11, 28), asked=asked)


def after(state: InformationState, message: str, entry: str) -> InformationState:
    """The state after `message` was answered with `entry`."""
    salience = Salience().about(Referent(QUESTION, entry))
    return replace(state, salience=salience, last_message=message)


def found(state: InformationState, text: str) -> contextual_entries.ContextualEntries:
    meant = contextual_entries.find_contextual_entries(
        state, load_reader().read(text, state.library)
    )
    assert meant is not None
    return meant


def test_an_entry_that_the_centre_removed_is_left_out(state: InformationState) -> None:
    text = "comment je m'inscris au forem"
    asked = load_reader().asked(text, state.library)
    gone = replace(asked, ranked=(RankedEntry("removed", 0.9), *asked.ranked))
    vector = state.library.embedder.query(text)
    scores = EntryScores(gone, vector, state.library.index, state.today)
    assert scores.likeliest(1)[0].hit.id == "inscription-forem"
    assert scores.entry("removed") is None


def entries(state: InformationState, text: str) -> list[str]:
    acts = decide(state, load_reader().read(text, state.library)).acts
    return [act.values["question"] for act in acts if act.values.get("question")]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("je suis au cefa, mon patron me crie dessus, je fais quoi", "alternance-probleme-patron"),
        ("je vis seule avec deux petits et je veux reprendre mes études", "parent-seul-et-etudes"),
    ],
)
def test_the_pieces_together_ask_for_what_none_of_them_does(
    state: InformationState, text: str, entry: str
) -> None:
    assert entries(state, text) == [entry]


def test_two_questions_stay_two(state: InformationState) -> None:
    asked = entries(state, "c'est quoi une passerelle ? combien coûte le minerval ?")
    assert asked == ["passerelles", "minerval"]


def test_an_entry_that_two_questions_ask_for_is_answered_once(state: InformationState) -> None:
    text = "Combien coûte le permis camion avec le Forem et faut être au chômage ?"
    assert entries(state, text) == ["permis-camion-avec-le-forem"]


def test_a_question_without_an_answer_is_kept_behind_one_that_has_one(
    state: InformationState, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = ContextualEntries((("minerval", 0.5), ("cess", 0.3), ("daes", 0.2)), 0.1)
    monkeypatch.setattr(
        contextual_preference,
        "rank_in_story",
        lambda *_: contextual_preference.StoryEntries(unsure, unsure.first),
    )
    text = (
        "Bonsoir, j'ai 47 ans, je vis à Visé avec ma fille et son chat, et je travaille dans une "
        "quincaillerie dont le patron prend sa retraite sans repreneur. Il y a longtemps que je "
        "pense à autre chose. Combien coûte le minerval et combien faut-il de vis pour une table ?"
    )
    reading = load_reader().read(text, state.library)
    first, second = reading.segments[-2:]
    answer = Act("ask_question", {"question": "minerval"}, first.text)
    acts = contextual_preference.add_unanswered_questions([answer], [second], reading, state)
    assert acts[0] is answer
    assert acts[1].values == {
        "words": "combien faut-il de vis pour une table ?",
        "value": AskQuestion.UNKNOWN_BESIDE,
        "near": ["cess", "daes"],
    }


def test_the_same_words_go_on_from_what_was_answered(state: InformationState) -> None:
    words = "et il faut quoi comme papiers pour ça ?"
    licence = after(state, "je voudrais échanger mon permis marocain", "permis-etranger-camion-bus")
    grant = after(state, "j'ai droit à une bourse pour la haute école ?", "allocation-etudes")
    of_licence, of_grant = found(licence, words), found(grant, words)
    assert of_licence.share("permis-etranger-camion-bus") > of_grant.share(
        "permis-etranger-camion-bus"
    )
    topic = state.library.base.questions[of_grant.first].topic
    assert topic == state.library.base.questions["allocation-etudes"].topic


def test_what_is_only_told_is_answered_where_it_surely_meets_an_entry(
    state: InformationState,
) -> None:
    told = "on me met en formation article 60 au resto du cpas"
    asked = entries(state, told)
    assert asked == ["article-60"]


def test_what_is_unsure_has_the_next_ones_beside(state: InformationState) -> None:
    meant = contextual_entries.ContextualEntries(
        (("minerval", 0.5), ("passerelles", 0.3), ("bourse", 0.2)), 0.3
    )
    act = entry_policy.make_contextual_act(meant, "…")
    assert act.values["question"] == "minerval"
    assert act.values["near"] == ["passerelles", "bourse"]
    sure = replace(meant, probability=entry_policy.SURE_PROBABILITY)
    assert "near" not in entry_policy.make_contextual_act(sure, "…").values


def test_what_one_likes_asks_for_nothing(state: InformationState) -> None:
    text = "j'adore dessiner et faire des films"
    assert found(state, text).probability < entry_policy.MIN_AFTER_TASTE
    assert entries(state, text) == []


def test_under_an_open_question_it_takes_more(state: InformationState) -> None:
    reading = load_reader().read("une aide pour ma mère au chômage ?", state.library)
    open_one = replace(state, question=Question("dream"))
    assert entry_policy.min_probability(open_one, reading) > entry_policy.min_probability(
        state, reading
    )


def test_a_long_message_is_not_one_question(state: InformationState) -> None:
    reading = load_reader().read("je suis en cinquième. " * MAX_WHOLE_WORDS, state.library)
    assert contextual_entries.find_contextual_entries(state, reading) is None


class NoScores:
    """Stands for the scores of a text for which nothing is found."""

    def entry(self, _: str) -> None:
        return None

    def likeliest(self, _: int) -> list[ScoredEntry]:
        return []


def row(at: int, of: str, text: str = "et après ?") -> TrainingRow:
    """Two entries of which one answers; the feature `of` is higher for it, all else is noise."""
    right = at % 2
    features = np.random.default_rng(at).normal(size=(2, len(ENTRY_FEATURES)))
    features[:, ENTRY_FEATURES.index(of)] = [0.0, 0.0]
    features[right, ENTRY_FEATURES.index(of)] = 1.0
    told = dict.fromkeys(contextual_entries.MESSAGE_FEATURES, 0.0) | {"constant": 1.0}
    view = cast(EntryScores, NoScores())
    seen = MessageObservation(("a", "b"), features, view, view, (), told)
    return TrainingRow(seen, text, (("a", "b")[right],))


def test_the_fit_finds_what_tells_the_right_entry() -> None:
    rows = [row(at, "about") for at in range(60)]
    none = [replace(each, entries=()) for each in rows[:20]]
    weights = contextual_entry_training.fit_rows([*rows, *none])
    kind = contextual_entries.length_class("et après ?")
    assert np.argmax(np.abs(weights.entries[kind])) == ENTRY_FEATURES.index("about")
    assert [
        r
        for r in rows
        if contextual_entries.rank_candidates(r.seen, weights.entries, r.text)[0][0]
        not in r.entries
    ] == []


def test_labels_of_the_talks_name_entries_of_the_base(library: Library) -> None:
    messages = contextual_entry_training.read_talks()
    known = {*library.base.questions, *library.base.services}
    assert len(messages) > 1000
    assert {each for m in messages for each in m.entries} <= known
