"""What no list may show: what words refuse as far as they reach, and a trade that one leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from bot.guidance.salience import OCCUPATION, Referent, Salience
from bot.matching.catalogue import Catalogue
from bot.matching.combined_tastes import find_two_tastes
from bot.matching.lead_suggestions import filter_unrefused, suggest_leads
from bot.matching.work_history import find_held_occupations, find_left_occupations, wants_to_leave
from bot.notebook.model import Notebook
from knowledge.entry_schema import Occupation

Make = Callable[..., Occupation]


def _real(library: Any) -> Catalogue:
    return Catalogue(library.base.occupations.values(), library.base.contexts)


def _left(library: Any, notebook: Notebook) -> set[str]:
    return set(filter_unrefused(library.base.occupations, notebook, _real(library)))


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
    assert find_held_occupations(notebook)[0] == "caissier"
    assert not wants_to_leave(notebook)
    notebook.tell("goal", "je veux un autre métier", now)
    assert set(find_left_occupations(notebook)) == {"caissier", "vendeur"}
    notebook.add_dream("les fleurs", [], now, (("fleuriste", 0.9),))
    leads = suggest_leads(notebook, _real(library))
    assert not {"caissier", "vendeur"} & {lead.occupation_id for lead in leads}
    assert [
        reason for lead in leads for reason in lead.reasons if "caissière" in reason.words
    ] == []


def test_who_has_done_something_for_years_beside_has_no_trade_of_it(now: dt.datetime) -> None:
    notebook = Notebook()
    near = (("soigneur-animalier", 0.9),)
    notebook.tell("situation", "bénévole au refuge depuis trois ans", now, near)
    assert find_held_occupations(notebook) == []


def test_the_two_clearest_tastes_are_joined(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.add_dream("la danse", [], now, (("danseur", 0.8),))
    notebook.add_dream("les robots", [], now, (("roboticien", 0.9),))
    notebook.add_dream("les vidéos", [], now, (("monteur-video", 0.32),))
    assert find_two_tastes(notebook) == ("la danse", "les robots")


def test_a_talk_remembers_what_it_has_shown() -> None:
    first = [Referent(OCCUPATION, "barman"), Referent(OCCUPATION, "serveur")]
    second = [Referent(OCCUPATION, "cuisinier")]
    talk = (
        Salience()
        .with_list_shown(first)
        .with_titles_offered([Referent(OCCUPATION, "barista")])
        .with_list_shown(second)
    )
    assert talk.seen == ("cuisinier", "barman", "serveur")
    assert talk.offered == ("barista",)
    assert Salience.from_json(talk.to_json()) == talk
