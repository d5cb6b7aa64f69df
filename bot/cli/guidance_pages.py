"""The pages `docs/guidance.md` and `docs/fairness.md`: what the guidance proposes, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bot.cli import personas, simulated
from bot.guidance import scores
from bot.guidance.catalogue import Catalogue
from bot.guidance.items import LETTERS
from bot.guidance.matching import knows_enough, suggest
from knowledge.library import Library

_SOURCES = """\
RIASEC letters and interests of each trade are ROME's (version 60); the six letters are
Holland's; the ipsative reading and its margins are explained in
`bot/guidance/questionnaire.py`. Nothing here is a validated test."""
_PERSONAS = """\
Each says a few sentences, most answer statements, some refuse things. Somebody who did not
know the formula wrote which trades fit and which would be absurd, with the reasons. « Fitting
»: at least one of the five leads is among those that fit. « Absurd »: the share of leads that
are absurd."""
_FEEDBACK = f"""\
A result tells one sentence a tendency, and quotes an answer in it. Of {simulated.NUMBER} simulated
people who lean to one letter, and as many who answer at random, the share who are told each; above
30 % the checks fail (`tests/guidance/test_simulated.py`)."""
_EFFORT = """\
From the first screen to the result by buttons alone: 33 presses (bar 34). A question, a wish for
an appointment, a crisis or a new process at each of the thirty statements leaves it standing
(`tests/conversations/test_thirty_statements.py`). Choosing five among all of ROME's 1,584 trades:
`docs/performance.md` (bar 20 ms)."""
_PEOPLE = """\
simulated people: each leans to one letter, answers the thirty statements with noise, and
confirms one to three interests. Nothing is bent for what this shows."""
_NOBODY = """\
trades were proposed to none of them. They are found by name, by field, and by what one says
in one's own words, which the simulation does not have:"""
_GROUPS = ("secondary or shorter", "up to bachelor", "master and more")


def guidance_page(library: Library, catalogue: Catalogue, intent: Callable[[str], str]) -> str:
    """The formula, its weights, and what it proposes to the personas."""
    found = list(personas.outcomes(library, catalogue, intent))
    parts = {
        "all": found,
        "used to choose the weights": [one for one in found if one.tuned_on],
        "kept apart": [one for one in found if not one.tuned_on],
    }
    formula = (scores.__doc__ or "").strip()
    lines = [
        "# What the guidance proposes",
        "",
        "Made by `boussole guidance`, from the code and `tests/guidance/personas`.",
        "",
        "## The formula",
        "",
        "```",
        formula,
        "```",
        "",
        "| weight | value |",
        "|---|---|",
        *(f"| {name} | {value:.2f} |" for name, value in scores.WEIGHTS.items()),
        "",
        _SOURCES,
        "",
        "## Forty personas",
        "",
        _PERSONAS,
        "",
        "| personas | number | fitting (bar ≥ 90 %) | absurd (bar ≤ 3 %) |",
        "|---|---|---|---|",
        *(_row(name, some) for name, some in parts.items()),
        "",
        "| persona | leads (**fitting**, ~~absurd~~) |",
        "|---|---|",
        *(f"| {one.name} | {', '.join(_marked(one))} |" for one in found),
        "",
        "## Feedback that is no horoscope",
        "",
        _FEEDBACK,
        "",
        "| sentence | people who lean | people who answer at random |",
        "|---|---|---|",
        *_feedback_rows(),
        "",
        "## How long it takes",
        "",
        _EFFORT,
    ]
    return "\n".join(lines) + "\n"


def fairness_page(catalogue: Catalogue) -> str:
    """Levels and domains of the leads of simulated people, and the trades that are nobody's."""
    by_letter: dict[str, Counter[str]] = {}
    domains: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for notebook, leaning in simulated.people():
        if not knows_enough(notebook, catalogue):
            continue
        for lead in suggest(notebook, catalogue):
            row = catalogue.row[lead.occupation_id]
            seen[lead.occupation_id] += 1
            domains[str(catalogue.grand[row])] += 1
            groups = by_letter.setdefault(leaning, Counter())
            groups[_GROUPS[catalogue.group[row]]] += 1
    nobody = [o for o in catalogue if o.id not in seen and o.levels]
    total = sum(domains.values())
    held = Counter(str(letter) for letter in catalogue.grand)
    lines = [
        "# Who is proposed what",
        "",
        "Made by `boussole guidance --fairness`.",
        "",
        f"{simulated.NUMBER} {_PEOPLE}",
        "",
        "## Levels of study of the leads, by what the person leans to",
        "",
        "| leaning | " + " | ".join(_GROUPS) + " |",
        "|---|" + "---|" * len(_GROUPS),
        *(_levels_row(letter, by_letter[letter]) for letter in LETTERS),
        "",
        "## Grand domains: leads against the base",
        "",
        "| domain | share of leads | share of the base |",
        "|---|---|---|",
        *(
            f"| {letter} | {domains[letter] / total:.1%} | {held[letter] / len(catalogue):.1%} |"
            for letter in sorted(held)
        ),
        "",
        "## Nobody's",
        "",
        f"{len(nobody)} of {len(catalogue)} {_NOBODY}",
        "",
        ", ".join(o.title.both for o in nobody) or "none",
    ]
    return "\n".join(lines) + "\n"


def _feedback_rows() -> Iterator[str]:
    leaning = simulated.feedback(notebook for notebook, _ in simulated.people())
    undecided = simulated.feedback(simulated.undecided())
    for name, share in leaning.items():
        yield f"| {name} | {share:.1%} | {undecided[name]:.1%} |"


def _row(name: str, some: list[personas.Outcome]) -> str:
    fitting, absurd = personas.shares(some)
    return f"| {name} | {len(some)} | {fitting:.1%} | {absurd:.1%} |"


def _marked(outcome: personas.Outcome) -> Iterator[str]:
    for lead in outcome.leads:
        mark = "**" if lead in outcome.fitting else "~~" if lead in outcome.absurd else ""
        yield f"{mark}{lead}{mark}"


def _levels_row(letter: str, groups: Counter[str]) -> str:
    total = sum(groups.values())
    return f"| {letter} | " + " | ".join(f"{groups[g] / total:.1%}" for g in _GROUPS) + " |"
