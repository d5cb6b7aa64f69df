"""What no list may show: what words refuse as far as they reach, and a trade that one leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from bot.guidance.catalogue import Catalogue
from bot.guidance.held import held, leaves, left_behind
from bot.guidance.joining import two_tastes
from bot.guidance.matching import suggest, unrefused
from bot.guidance.notebook import Notebook
from bot.guidance.salience import OCCUPATION, Referent, Salience
from knowledge.schema import Occupation

Make = Callable[..., Occupation]


def _real(library: Any) -> Catalogue:
    return Catalogue(library.base.occupations.values(), library.base.contexts)


def _left(library: Any, notebook: Notebook) -> set[str]:
    return set(unrefused(library.base.occupations, notebook, _real(library)))


def test_a_limit_told_in_passing_refuses_as_a_refusal_does(library: Any, now: dt.datetime) -> None:
    told, refusing = Notebook(), Notebook()
    told.tell("constraint", "pas de piqûres", now)
    refusing.refuse("les piqûres", now)
    for notebook in (told, refusing):
        assert not {"infirmier", "sage-femme"} & _left(library, notebook)


def test_what_is_refused_reaches_the_trades_that_are_written_with_it(
    library: Any, now: dt.datetime
) -> None:
    notebook = Notebook()
    notebook.refuse("le froid et les machines bruyantes", now)
    left = _left(library, notebook)
    assert not {"poissonnier", "couvreur"} & left
    assert {"libraire", "psychologue"} <= left


def test_a_trade_that_one_leaves_is_no_lead_and_speaks_for_none(
    library: Any, now: dt.datetime
) -> None:
    notebook = Notebook()
    near = (("caissier", 0.9), ("vendeur", 0.6), ("libraire", 0.2))
    notebook.tell("situation", "je suis caissière depuis neuf ans", now, near)
    assert held(notebook)[0] == "caissier"
    assert not leaves(notebook)
    notebook.tell("goal", "je veux un autre métier", now)
    assert set(left_behind(notebook)) == {"caissier", "vendeur"}
    notebook.dream("les fleurs", [], now, (("fleuriste", 0.9),))
    leads = suggest(notebook, _real(library))
    assert not {"caissier", "vendeur"} & {lead.occupation_id for lead in leads}
    assert all("caissière" not in reason.words for lead in leads for reason in lead.reasons)


def test_who_has_done_something_for_years_beside_has_no_trade_of_it(now: dt.datetime) -> None:
    notebook = Notebook()
    near = (("soigneur-animalier", 0.9),)
    notebook.tell("situation", "bénévole au refuge depuis trois ans", now, near)
    assert held(notebook) == []


def test_the_two_clearest_tastes_are_joined(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.dream("la danse", [], now, (("danseur", 0.8),))
    notebook.dream("les robots", [], now, (("roboticien", 0.9),))
    notebook.dream("les vidéos", [], now, (("monteur-video", 0.32),))
    assert two_tastes(notebook) == ("la danse", "les robots")


def test_a_talk_remembers_what_it_has_shown() -> None:
    first = [Referent(OCCUPATION, "barman"), Referent(OCCUPATION, "serveur")]
    second = [Referent(OCCUPATION, "cuisinier")]
    talk = Salience().showing(first).naming([Referent(OCCUPATION, "barista")]).showing(second)
    assert talk.seen == ("cuisinier", "barman", "serveur")
    assert talk.offered == ("barista",)
    assert Salience.from_json(talk.to_json()) == talk
