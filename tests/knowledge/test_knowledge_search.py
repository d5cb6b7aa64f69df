"""Search: names first, then words and meaning; and what it finds in the real base."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.language.normalisation import normalise
from knowledge.knowledge_base import KnowledgeBase
from knowledge.search_index import SearchIndex
from knowledge.search_scores import MIN_HIT_SCORE
from tests.support.knowledge_factories import read_queries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("infirmière", "infirmier"),
        ("INFIRMIER", "infirmier"),
        ("je veux devenir infirmiere", "infirmier"),
        ("infermière", "infirmier"),
        ("kiné", "kinesitherapeute"),
        ("mecano", "mecanicien-auto"),
        ("mécanicienne de moto", "mecanicien-moto"),
        ("chercher la panne", "mecanicien-moto"),
        ("c koi une AOB", "aob"),
        ("cest quoi une AOB", "aob"),
        ("jaimerais etre dans lart dinfirmiere", "infirmier"),
        ("attestation B", "aob"),
        ("bachelier infirmier", "bachelier-infirmier"),
    ],
)
def test_the_first_hit_is_the_expected_entry(index, text, expected):
    assert index.search(text)[0].id == expected


def test_a_hit_says_what_it_is(index):
    hit = index.search("photographe")[0]
    assert (hit.kind, hit.title) == ("occupation", "photographe")
    assert 0.95 <= hit.score <= 1.0


def test_results_are_limited_to_kinds_and_number(index):
    assert {hit.kind for hit in index.search("infirmier", kinds=["training"])} == {"training"}
    assert len(index.search("infirmier", top=2)) == 2
    with pytest.raises(ValueError, match="no such kind: question"):
        index.search("infirmier", kinds=["question"])


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_finds_nothing(index, text):
    assert index.search(text) == []


@pytest.mark.parametrize("text", ["???", "😀", "le la les", "a" * 5000])
def test_strange_texts_find_nothing_good(index, text):
    assert [hit for hit in index.search(text) if hit.score >= MIN_HIT_SCORE] == []


def test_an_empty_base(embedder):
    assert SearchIndex(KnowledgeBase(), embedder).search("infirmier") == []


@pytest.mark.parametrize(
    ("queries", "kind", "least", "first_share", "three_share"),
    [
        ("queries.yml", "occupation", 300, 0.90, 0.97),
        ("faq_queries.yml", "faq", 150, 0.75, 0.92),
    ],
)
def test_what_people_type_is_found(real_index, queries, kind, least, first_share, three_share):
    """The bars of the project; `boussole bench` prints the figures, ROME's sheets included."""
    examples = read_queries(queries)
    found = [[hit.id for hit in real_index.search(q, kinds=[kind], top=3)] for q, _ in examples]
    first = sum(ids[0] in right for ids, (_, right) in zip(found, examples, strict=True))
    three = sum(bool(right & set(ids)) for ids, (_, right) in zip(found, examples, strict=True))
    assert len(examples) >= least
    assert first / len(examples) >= first_share
    assert three / len(examples) >= three_share


def test_the_queries_name_entries_that_exist(real_base):
    for name in ("queries.yml", "queries_dev.yml", "faq_queries.yml", "faq_queries_dev.yml"):
        for query, right in read_queries(name):
            assert right <= set(real_base.entries), query


def test_what_was_measured_was_not_tuned_on():
    for one, other in (
        ("queries.yml", "queries_dev.yml"),
        ("faq_queries.yml", "faq_queries_dev.yml"),
    ):
        kept = {normalise(query) for query, _ in read_queries(one)}
        assert not kept & {normalise(query) for query, _ in read_queries(other)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cest quoi le forem", "partenaire-forem"),
        ("quest ce que lifapme", "partenaire-ifapme"),
        ("cest quoi lequivalence de diplome", "equivalence-diplome"),
    ],
)
def test_a_question_without_its_apostrophes_is_the_same(real_index, text, meant):
    assert real_index.search(text, kinds=["faq", "service"])[0].id == meant


def test_what_the_base_does_not_hold_is_refused(real_index):
    texts = yaml.safe_load((Path(__file__).parent / "unknown_test.yml").read_text("utf-8"))
    refused = [
        t for t in texts if real_index.search(t, kinds=["occupation"])[0].score < MIN_HIT_SCORE
    ]
    known = [
        real_index.search(q, kinds=["occupation"])[0].score >= MIN_HIT_SCORE
        for q, _ in read_queries("queries.yml")
    ]
    # A made-up trade of real words (« testeur de nuages ») still finds the trade that shares them.
    assert len(refused) / len(texts) >= 0.85
    assert sum(known) / len(known) >= 0.9
