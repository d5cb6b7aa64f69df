"""Leads: deterministic, varied, explained, and never what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bot.matching.catalogue import get_entry_level, get_level_group
from bot.matching.lead_suggestions import Catalogue, Drawback, Lead, has_enough_input, suggest_leads
from bot.notebook.guidance_errors import DuplicateOccupation, TooEarly
from bot.notebook.model import Notebook
from knowledge.aversions import Aversions
from knowledge.entry_schema import Occupation
from knowledge.work_contexts import WorkContexts

Make = Callable[..., Occupation]
Randomly = Callable[[Catalogue, int], Notebook]
SEEDS = range(60)


def _of(leads: list[Lead], catalogue: Catalogue) -> list[Occupation]:
    return [catalogue.occupations[catalogue.row[lead.occupation_id]] for lead in leads]


def _interested(now: dt.datetime, *numbers: int) -> Notebook:
    notebook = Notebook()
    notebook.add_dream("trouver la panne", numbers, now)
    for number in numbers:
        notebook.confirm_interest(number)
    return notebook


def test_nothing_known_means_no_leads(
    notebook: Notebook, catalogue: Catalogue, now: dt.datetime
) -> None:
    with pytest.raises(TooEarly):
        suggest_leads(notebook, catalogue)
    notebook.add_dream("des trucs", [], now)
    with pytest.raises(TooEarly):
        suggest_leads(notebook, catalogue)
    notebook.add_dream("réparer des trucs", [1], now)
    assert suggest_leads(notebook, catalogue)


def test_a_like_or_a_tendency_is_enough(catalogue: Catalogue, now: dt.datetime) -> None:
    liking, leaning, flat = Notebook(), Notebook(), Notebook()
    liking.like("o0001", now)
    for letter in "riasec":
        for number in (1, 2):
            leaning.answer(f"{letter}{number}", 5 if letter == "s" else 2, now)
            flat.answer(f"{letter}{number}", 3, now)
    assert has_enough_input(liking, catalogue)
    assert has_enough_input(leaning, catalogue)
    assert not has_enough_input(flat, catalogue)


@pytest.mark.parametrize("seed", SEEDS)
def test_five_varied_leads(seed: int, catalogue: Catalogue, random_notebook: Randomly) -> None:
    notebook = random_notebook(catalogue, seed)
    leads = suggest_leads(notebook, catalogue)
    found = _of(leads, catalogue)
    assert len({lead.occupation_id for lead in leads}) == 5
    assert len({occupation.domain for occupation in found}) >= 2
    assert {get_level_group(get_entry_level(occupation)) for occupation in found} == {0, 1, 2}
    assert [lead for lead in leads if not lead.reasons] == []
    assert not {lead.occupation_id for lead in leads} & {*notebook.refused, *notebook.liked}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_notebook_gives_the_same_leads(
    seed: int, catalogue: Catalogue, random_notebook: Randomly
) -> None:
    notebook = random_notebook(catalogue, seed)
    backwards = Catalogue(reversed(catalogue.occupations))
    assert suggest_leads(notebook, catalogue) == suggest_leads(notebook, backwards)
    assert suggest_leads(Notebook.from_json(notebook.to_json()), catalogue) == suggest_leads(
        notebook, catalogue
    )


def test_refused_leads_never_come_back(catalogue: Catalogue, now: dt.datetime) -> None:
    notebook, seen = _interested(now, 1, 4), set()
    for _ in range(20):
        leads = suggest_leads(notebook, catalogue)
        assert not {lead.occupation_id for lead in leads} & seen
        seen |= {lead.occupation_id for lead in leads}
        for lead in leads:
            notebook.refuse("non", now, lead.occupation_id)


@pytest.mark.parametrize("level", [2, 4, 6])
def test_a_limit_is_the_persons_own(level: int, catalogue: Catalogue, now: dt.datetime) -> None:
    notebook = _interested(now, 1, 5)
    notebook.limit(level, now)
    found = _of(suggest_leads(notebook, catalogue), catalogue)
    assert len(found) == 5
    assert [occupation for occupation in found if get_entry_level(occupation) > level] == []
    notebook.lift_studies_limit()
    assert max(get_entry_level(o) for o in _of(suggest_leads(notebook, catalogue), catalogue)) == 7


def test_only_occupations_with_a_way_in(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"o{n}", levels=() if n % 2 else (4,)) for n in range(12)]
    leads = suggest_leads(_interested(now, 1), Catalogue(makes))
    assert {int(lead.occupation_id[1:]) % 2 for lead in leads} == {0}


def test_excluded_leads_stay_out(catalogue: Catalogue, now: dt.datetime) -> None:
    notebook = _interested(now, 1, 5)
    first = {lead.occupation_id for lead in suggest_leads(notebook, catalogue)}
    again = {lead.occupation_id for lead in suggest_leads(notebook, catalogue, exclude_ids=first)}
    assert len(again) == 5
    assert not first & again


def test_reasons_are_facts_in_the_persons_words(catalogue: Catalogue, now: dt.datetime) -> None:
    notebook = _interested(now, 2)
    leads = suggest_leads(notebook, catalogue)
    for lead, occupation in zip(leads, _of(leads, catalogue), strict=True):
        assert lead.reasons[0].kind == "words"
        assert lead.reasons[0].words == "trouver la panne"
        assert lead.reasons[0].interest == 2
        assert 2 in occupation.interests


def test_what_speaks_against_is_said(occupation: Make, now: dt.datetime) -> None:
    makes = [
        occupation("ing", rome="H1206", levels=(7,)),
        occupation("tech", rome="I1304", levels=(6, 4)),
        occupation("bureau", rome="M1607", levels=(4,)),
        occupation("accueil", rome="M1601", levels=(4,)),
    ]
    notebook = _interested(now, 1)
    notebook.refuse("enfermé", now, "bureau")
    leads = {lead.occupation_id: lead for lead in suggest_leads(notebook, Catalogue(makes))}
    assert leads["ing"].against == (("level", 7),)
    assert leads["tech"].against == ()
    assert leads["accueil"].against == (("refused_neighbour", "bureau"),)


def test_neighbours_of_a_refusal_weigh_less(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"a{n}", rome="I1607") for n in range(4)]
    makes += [occupation(f"b{n}", rome=f"{grand}1602") for n, grand in enumerate("FGHK")]
    makes += [occupation("refused", rome="I1601")]
    notebook = _interested(now, 1)
    notebook.refuse("", now, "refused")
    leads = suggest_leads(notebook, Catalogue(makes), count=2)
    assert {lead.occupation_id[0] for lead in leads} == {"b"}


def test_a_rare_interest_says_more(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"a{n}", interests=(1,)) for n in range(9)]
    makes.append(occupation("z-rare", interests=(2,)))
    leads = suggest_leads(_interested(now, 1, 2), Catalogue(makes), count=1)
    assert [lead.occupation_id for lead in leads] == ["z-rare"]


def test_liking_brings_neighbours(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"a{n}", rome="F1602") for n in range(5)]
    makes += [
        occupation("moto", rome="I1607", related=("velo",)),
        occupation("velo", rome="D1213"),
        occupation("auto", rome="I1604"),
    ]
    notebook = Notebook()
    notebook.like("moto", now)
    leads = suggest_leads(notebook, Catalogue(makes), count=2)
    assert {lead.occupation_id for lead in leads} == {"velo", "auto"}
    assert {lead.reasons[0].occupation for lead in leads} == {"moto"}


def test_a_small_catalogue_gives_what_it_has(occupation: Make, now: dt.datetime) -> None:
    notebook = _interested(now, 1)
    notebook.like("withdrawn-since", now)
    assert suggest_leads(notebook, Catalogue([])) == []
    assert len(suggest_leads(notebook, Catalogue([occupation("a"), occupation("b")]))) == 2


def test_ids_are_unique(occupation: Make) -> None:
    with pytest.raises(DuplicateOccupation):
        Catalogue([occupation("a"), occupation("a")])


# Wishes


def test_a_wish_is_told_and_leaves_nothing_out(catalogue: Catalogue, now: dt.datetime) -> None:
    makes = catalogue.occupations
    contexts = WorkContexts({"nights": [o.rome for o in makes]})
    notebook = _interested(now, 1, 2)
    notebook.wish("nights", 1, now)
    leads = suggest_leads(notebook, Catalogue(makes, contexts))
    assert len(leads) == 5
    assert [lead for lead in leads if Drawback("wish", "nights") not in lead.against] == []


def test_a_wish_pushes_back_what_goes_against_it(catalogue: Catalogue, now: dt.datetime) -> None:
    by_night = {o.rome for o in catalogue.occupations[::2]}
    told = Catalogue(catalogue.occupations, WorkContexts({"nights": sorted(by_night)}))

    def nights(value: int) -> int:
        notebook = _interested(now, 1, 2, 3)
        notebook.wish("nights", value, now)
        return sum(found.rome in by_night for found in _of(suggest_leads(notebook, told), told))

    assert nights(1) < nights(5)


def test_being_keen_is_a_reason(catalogue: Catalogue, now: dt.datetime) -> None:
    makes = catalogue.occupations
    told = Catalogue(makes, WorkContexts({"outdoors": [o.rome for o in makes]}))
    notebook = _interested(now, 1)
    notebook.wish("outdoors", 5, now)
    leads = suggest_leads(notebook, told)
    assert [
        lead for lead in leads if "outdoors" not in [reason.wish for reason in lead.reasons]
    ] == []


# The person's own words


def _near(notebook: Notebook, now: dt.datetime, words: str, **near: float) -> Notebook:
    notebook.add_dream(words, [], now, tuple((each, nearness) for each, nearness in near.items()))
    return notebook


def test_every_lead_is_pointed_at_or_beside_one_that_is(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"far{n}", rome=f"M1{n}07", levels=(7,)) for n in range(6)]
    makes += [
        occupation("velo", rome="I1607", related=("moto",)),
        occupation("moto", rome="I1604", levels=(6,)),
    ]
    leads = suggest_leads(_near(Notebook(), now, "les vélos", velo=0.9), Catalogue(makes))
    assert [lead.occupation_id for lead in leads] == ["velo", "moto"]
    assert [lead.reasons[0].kind for lead in leads] == ["words", "beside"]
    assert leads[1].reasons[0].occupation == "velo"


def test_an_interest_read_in_words_that_point_elsewhere_is_no_reason(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [occupation("velo", rome="I1607")]
    makes += [occupation(f"o{n}", rome=f"{grand}1602") for n, grand in enumerate("FGHK")]
    notebook = Notebook()
    notebook.add_dream("les vélos", [1], now, (("velo", 0.9), ("o1", 0.2)))
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["velo"]


def test_vague_words_are_read_with_the_interest_in_them(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation(f"o{n}", rome=f"{g}1602") for n, g in enumerate("FGHK")]
    makes.append(occupation("other", rome="A1101", interests=(2,)))
    notebook = Notebook()
    notebook.add_dream("les gens", [1], now, (("o1", 0.2), ("other", 0.2), ("o2", 0.05)))
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["o1"]


def test_what_two_tastes_point_at_goes_before_what_one_does(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [occupation(name, rome=f"{g}1602") for name, g in (("a", "F"), ("b", "G"), ("c", "H"))]
    notebook = _near(Notebook(), now, "la musique", a=0.8, c=0.5)
    _near(notebook, now, "les sciences", b=0.8, c=0.5)
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes), count=1)] == [
        "c"
    ]


def test_what_is_told_of_ones_days_speaks_where_nothing_else_does(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [occupation("bees"), occupation("school", rome="K2106")]
    notebook = Notebook()
    notebook.tell("situation", "on a des ruches", now, (("bees", 0.8),))
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["bees"]
    _near(notebook, now, "les enfants", school=0.8)
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["school"]


# Refusals


def _many(occupation: Make) -> list[Occupation]:
    return [
        occupation(f"o{n:02}", rome=f"{'ABCDEFGHIK'[n % 10]}1{n % 7}0{n % 9}") for n in range(40)
    ]


def test_what_has_a_refused_thing_in_its_days_never_comes(
    occupation: Make, now: dt.datetime
) -> None:
    makes = _many(occupation)
    aversions = Aversions({"blood": {"said": ["sang"], "occupations": ["o01", "o02", "o03"]}})
    told = Catalogue(makes, WorkContexts({}, aversions))
    notebook, seen = _near(Notebook(), now, "soigner", o01=0.9, o02=0.8, o03=0.7, o04=0.4), set()
    notebook.refuse("surtout pas de sang", now)
    for _ in range(6):
        found = {lead.occupation_id for lead in suggest_leads(notebook, told, exclude_ids=seen)}
        assert not found & {"o01", "o02", "o03"}
        seen |= found
    assert "o04" in seen


def test_a_taste_whose_occupations_are_left_out_leads_to_what_is_related(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [*_many(occupation), occupation("nurse", related=("physio",)), occupation("physio")]
    aversions = Aversions({"blood": {"said": ["sang"], "occupations": ["nurse"]}})
    notebook = _near(_near(Notebook(), now, "soigner", nurse=0.9), now, "conduire", o07=0.9)
    notebook.refuse("pas de sang", now)
    leads = suggest_leads(notebook, Catalogue(makes, WorkContexts({}, aversions)))
    assert {"physio", "o07"} <= {lead.occupation_id for lead in leads}
    assert "nurse" not in {lead.occupation_id for lead in leads}


def test_the_domain_that_refused_words_point_at_twice_is_left_out(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [*_many(occupation), *(occupation(f"m{n}", rome=f"M160{n}") for n in range(4))]
    notebook = _near(Notebook(), now, "organiser", m0=0.9, m3=0.9, o05=0.5)
    notebook.refuse("un bureau", now, near=(("m1", 0.8), ("m2", 0.6)))
    found = {lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))}
    assert "o05" in found
    assert not found & {"m0", "m1", "m2", "m3"}


def test_what_is_related_to_a_refused_occupation_does_not_come(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [*_many(occupation), occupation("lorry", related=("bus",)), occupation("bus")]
    notebook = _near(Notebook(), now, "conduire", lorry=0.9, bus=0.8, o07=0.5)
    notebook.refuse("", now, "lorry")
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["o07"]


def test_what_was_ones_work_for_years_is_no_lead(occupation: Make, now: dt.datetime) -> None:
    makes = [occupation("cashier", related=("seller",)), occupation("seller", levels=(6,))]
    notebook = Notebook()
    notebook.tell("done", "douze ans de caisse", now, (("cashier", 0.9), ("seller", 0.4)))
    assert [lead.occupation_id for lead in suggest_leads(notebook, Catalogue(makes))] == ["seller"]


def test_what_words_come_only_loosely_near_to_is_no_lead_beside_a_clear_one(
    occupation: Make, now: dt.datetime
) -> None:
    makes = [
        occupation("bees", rome="A1101", related=("garden",)),
        occupation("garden", rome="F1203"),
        occupation("printer", rome="E1301", levels=(6,)),
    ]
    notebook = _near(Notebook(), now, "des ruches", bees=0.9, printer=0.35)
    leads = suggest_leads(notebook, Catalogue(makes), count=3)
    assert [lead.reasons[0].kind for lead in leads if lead.beside] == ["beside"]
    assert {lead.occupation_id for lead in leads} == {"bees", "garden"}
    assert [reason for lead in leads for reason in lead.reasons if reason.loose] == []
