"""Our n-grams of one sentence against scikit-learn's vectorisers, and the tokens they come from."""

import json

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.dialogue.nlu.french_tokenizer import FrenchTokens
from bot.dialogue.nlu.ngrams import Ngrams

SENTENCES = [
    ["je", "veux", "être", "infirmier"],
    ["je", "veux", "un", "métier", "avec", "un", "animal"],
    ["infirmier", "c'", "est", "un", "métier", "?"],
    ["un", "animal", "un", "métier", "un", "a"],
]


@pytest.fixture
def fitted() -> Ngrams:
    ngrams = Ngrams()
    ngrams.fit(SENTENCES)
    return ngrams


def test_a_sentence_weighs_what_scikit_learn_makes_of_it(fitted: Ngrams) -> None:
    texts = [" ".join(tokens).replace("ê", "e").replace("é", "e") for tokens in SENTENCES]
    both = [
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    ]
    expected = np.hstack([part.fit_transform(texts).toarray() for part in both])

    for tokens, row in zip(SENTENCES, expected, strict=True):
        columns, values = fitted.row(tokens)
        mine = np.zeros(fitted.width)
        mine[columns] = values
        assert mine == pytest.approx(row, abs=1e-6)


def test_words_never_seen_fill_nothing(fitted: Ngrams) -> None:
    columns, values = fitted.row(["zzz"])

    assert len(columns) == len(values) == 0


def test_what_was_learnt_can_be_kept(fitted: Ngrams) -> None:
    again = Ngrams.of(json.loads(json.dumps(fitted.terms())), fitted.idf())

    assert [part.tolist() for part in again.row(SENTENCES[0])] == [
        part.tolist() for part in fitted.row(SENTENCES[0])
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("j'aime pas l’école, c'est nul", "j' aime pas l’ école , c' est nul"),
        ("aujourd'hui, jsp!!!", "aujourd'hui , jsp ! ! !"),
        ("ok,merci", "ok , merci"),
        ("rhéto/kot…", "rhéto / kot …"),
        ("y a-t-il 15.20 € ?", "y a - t - il 15.20 € ?"),
        ("un arc-en-ciel « bleu »", "un arc-en-ciel « bleu »"),
        ("  ", ""),
    ],
)
def test_tokens_are_words_elisions_and_signs(text: str, tokens: str) -> None:
    cut = FrenchTokens(FrenchTokens.get_default_config())

    assert [token.text for token in cut.tokenize(Message({"text": text}), "text")] == tokens.split()
