"""Renders `docs/guidance.md` and `docs/fairness.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bot.matching import scores
from bot.matching.catalogue import Catalogue
from bot.matching.lead_suggestions import has_enough_input, suggest_leads
from bot.notebook.questionnaire_items import RIASEC_LETTERS
from evaluation.personas import persona_outcomes, synthetic_people
from knowledge.library import Library

_SOURCES_TEXT = """\
RIASEC letters and interests of each trade are ROME's (version 60); the six letters are
Holland's; the ipsative reading and its margins are explained in
`bot/matching/questionnaire.py`. Nothing here is a validated test."""
_PERSONAS_TEXT = """\
Each says a few sentences, most answer statements, some refuse things. Somebody who did not
know the formula wrote which trades fit and which would be absurd, with the reasons. « Fitting
»: at least one of the five leads is among those that fit. « Absurd »: the share of leads that
are absurd."""
_FEEDBACK_TEXT = f"""\
A result tells one sentence a tendency, and quotes an answer in it. Of
{synthetic_people.PEOPLE_COUNT} simulated people who lean to one letter, and as many who answer at
random, the share who are told each; above 30 % the checks fail
(`tests/evaluation/personas/test_simulated_people.py`)."""
_EFFORT_TEXT = """\
From the first screen to the result by buttons alone: 33 presses (bar 34). A question, a wish for
an appointment, a crisis or a new process at each of the thirty statements leaves it standing
(`tests/conversations/test_thirty_statements.py`). Choosing five among all of ROME's 1,584 trades:
`docs/performance.md` (bar 20 ms)."""
_PEOPLE_TEXT = """\
simulated people: each leans to one letter, answers the thirty statements with noise, and
confirms one to three interests. Nothing is bent for what this shows."""
_UNPROPOSED_TEXT = """\
trades were proposed to none of them. They are found by name, by field, and by what one says
in one's own words, which the simulation does not have:"""
_LEVEL_GROUPS = ("secondary or shorter", "up to bachelor", "master and more")


def render_guidance_page(
    library: Library, catalogue: Catalogue, intent: Callable[[str], str]
) -> str:
    """Render the formula, its weights, and the leads of the personas."""
    outcomes = list(persona_outcomes.evaluate_personas(library, catalogue, intent))
    lines = [
        "# What the guidance proposes",
        "",
        "Made by `boussole guidance`, from the code and `tests/evaluation/personas`.",
        "",
        *_render_formula(),
        "",
        *_render_personas(outcomes),
        "",
        "## Feedback that is no horoscope",
        "",
        _FEEDBACK_TEXT,
        "",
        "| sentence | people who lean | people who answer at random |",
        "|---|---|---|",
        *_render_feedback_rows(),
        "",
        "## How long it takes",
        "",
        _EFFORT_TEXT,
    ]
    return "\n".join(lines) + "\n"


def render_fairness_page(catalogue: Catalogue) -> str:
    """Render levels and domains of simulated people's leads, and trades never proposed."""
    by_letter: dict[str, Counter[str]] = {}
    domains: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for notebook, leaning in synthetic_people.generate_people():
        if not has_enough_input(notebook, catalogue):
            continue
        for lead in suggest_leads(notebook, catalogue):
            row = catalogue.row[lead.occupation_id]
            seen[lead.occupation_id] += 1
            domains[str(catalogue.grand[row])] += 1
            groups = by_letter.setdefault(leaning, Counter())
            groups[_LEVEL_GROUPS[catalogue.group[row]]] += 1
    unproposed = [o.title.both for o in catalogue if o.id not in seen and o.levels]
    lines = [
        "# Who is proposed what",
        "",
        "Made by `boussole guidance --fairness`.",
        "",
        f"{synthetic_people.PEOPLE_COUNT} {_PEOPLE_TEXT}",
        "",
        "## Levels of study of the leads, by what the person leans to",
        "",
        "| leaning | " + " | ".join(_LEVEL_GROUPS) + " |",
        "|---|" + "---|" * len(_LEVEL_GROUPS),
        *(_render_levels_row(letter, by_letter[letter]) for letter in RIASEC_LETTERS),
        "",
        *_render_domains(catalogue, domains),
        "",
        "## Nobody's",
        "",
        f"{len(unproposed)} of {len(catalogue)} {_UNPROPOSED_TEXT}",
        "",
        ", ".join(unproposed) or "none",
    ]
    return "\n".join(lines) + "\n"


def _render_formula() -> Iterator[str]:
    yield from ("## The formula", "", "```", (scores.__doc__ or "").strip(), "```", "")
    yield from ("| weight | value |", "|---|---|")
    yield from (f"| {name} | {value:.2f} |" for name, value in scores.WEIGHTS.items())
    yield from ("", _SOURCES_TEXT)


def _render_personas(outcomes: list[persona_outcomes.PersonaOutcome]) -> Iterator[str]:
    groups = {
        "all": outcomes,
        "used to choose the weights": [each for each in outcomes if each.tuned_on],
        "kept apart": [each for each in outcomes if not each.tuned_on],
    }
    yield from ("## Forty personas", "", _PERSONAS_TEXT, "")
    yield from (
        "| personas | number | fitting (bar ≥ 90 %) | absurd (bar ≤ 3 %) |",
        "|---|---|---|---|",
    )
    yield from (_render_persona_row(name, group) for name, group in groups.items())
    yield from ("", "| persona | leads (**fitting**, ~~absurd~~) |", "|---|---|")
    yield from (f"| {each.name} | {', '.join(_mark_leads(each))} |" for each in outcomes)


def _render_domains(catalogue: Catalogue, domains: Counter[str]) -> Iterator[str]:
    total = sum(domains.values())
    held = Counter(str(letter) for letter in catalogue.grand)
    yield from ("## Grand domains: leads against the base", "")
    yield from ("| domain | share of leads | share of the base |", "|---|---|---|")
    for letter in sorted(held):
        yield f"| {letter} | {domains[letter] / total:.1%} | {held[letter] / len(catalogue):.1%} |"


def _render_feedback_rows() -> Iterator[str]:
    leaning = synthetic_people.measure_feedback(
        notebook for notebook, _ in synthetic_people.generate_people()
    )
    undecided = synthetic_people.measure_feedback(synthetic_people.generate_undecided_people())
    for name, share in leaning.items():
        yield f"| {name} | {share:.1%} | {undecided[name]:.1%} |"


def _render_persona_row(name: str, some: list[persona_outcomes.PersonaOutcome]) -> str:
    fitting, absurd = persona_outcomes.compute_shares(some)
    return f"| {name} | {len(some)} | {fitting:.1%} | {absurd:.1%} |"


def _mark_leads(outcome: persona_outcomes.PersonaOutcome) -> Iterator[str]:
    for lead in outcome.leads:
        mark = "**" if lead in outcome.fitting else "~~" if lead in outcome.absurd else ""
        yield f"{mark}{lead}{mark}"


def _render_levels_row(letter: str, groups: Counter[str]) -> str:
    total = sum(groups.values())
    return f"| {letter} | " + " | ".join(f"{groups[g] / total:.1%}" for g in _LEVEL_GROUPS) + " |"
