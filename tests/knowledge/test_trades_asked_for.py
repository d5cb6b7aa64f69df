"""Trades that were asked for and had no entry, and answers that had no page, are in the base."""

from __future__ import annotations

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.profession_linking import link_professions
from knowledge.search_index import SearchIndex
from tests.support.knowledge_factories import WordEmbedder

# As people name them.
ASKED_FOR = {
    "c koi une assistante en soins infirmiers": "assistant-soins-infirmiers",
    "hygiènistes dentaires": "hygieniste-bucco-dentaire",
    "devenir assistante en psychologie": "assistant-en-psychologie",
    "je suis déléguée médicale": "delegue-medical",
    "je voudrais être orthopédagogue": "orthopedagogue",
    "sexologues": "sexologue",
    "historienne c bien ?": "historien",
    "les géographes": "geographe",
    "ma fille veut devenir économiste": "economiste",
    "le métier de politologue": "politologue",
    "assistantes de justice": "assistant-de-justice",
    "convoyeuses scolaires": "accompagnateur-scolaire",
    "agent securail": "agent-securail",
    "opérateur du 112": "operateur-112",
    "data enginer": "data-engineer",
    "contrôleur technique automobile": "controleur-technique-auto",
    "contrôleuse afsca": "controleur-afsca",
    "technicien pompe à chaleur": "technicien-pompe-a-chaleur",
    "poseurs de voies": "poseur-de-voies",
    "médiatrice interculturelle": "mediateur-interculturel",
}
# Answers that the review found missing, unsourced or without the rule that decides.
ANSWERS = (
    "aess-existe-encore",
    "annee-scolaire-a-l-etranger",
    "apres-la-prison",
    "article-60",
    "brevet-enseignement-superieur",
    "burn-out-et-changement",
    "casier-judiciaire",
    "demandeur-asile-travail",
    "demission-et-chomage",
    "doctorat",
    "ecole-royale-militaire",
    "ecoles-pour-adultes-pres-de-liege",
    "enceinte-et-a-lecole",
    "entretien-d-embauche",
    "etudes-a-distance-superieur",
    "faire-un-cv",
    "flexi-job",
    "haut-potentiel-ecole",
    "mineur-non-accompagne",
    "pret-d-etudes",
    "prof-sans-titre-pedagogique",
    "sport-etudes-secondaire",
    "temps-partiel-et-allocation",
    "travail-des-arts",
    "travail-interimaire",
    "validation-centre-pres-de-liege",
)


@pytest.fixture(scope="module")
def real_index(real_base: KnowledgeBase) -> SearchIndex:
    return SearchIndex(real_base, WordEmbedder())


@pytest.mark.parametrize(("text", "expected"), ASKED_FOR.items())
def test_found_by_its_name(real_index, text, expected):
    assert expected in link_professions(text, None, real_index).occupation_ids


@pytest.mark.parametrize("expected", ASKED_FOR.values())
def test_each_way_in_has_a_page_or_somebody_to_ask(real_base, expected):
    for way in real_base.occupations[expected].ways_in:
        assert way.owner
        assert way.sources or way.training


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_rests_on_a_page_and_says_whom_to_ask(real_base, answer):
    entry = real_base.entries[answer]
    assert entry.sources
    assert entry.owner
