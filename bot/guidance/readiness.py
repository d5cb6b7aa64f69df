"""Where a person stands on the way, lightly: read from what they did, shown, and contradicted.

The four tasks of the ADVP (activation du développement vocationnel et personnel): *exploration*
gathers, *crystallisation* orders, *specification* compares and chooses, *realisation* acts. It
changes what is proposed next and is no judgement.
"""

from __future__ import annotations

from bot.matching.questionnaire import find_tendencies
from bot.notebook.model import Notebook


def determine_phase(notebook: Notebook) -> str:
    """One of PHASES: what the person said of it, until what they do speaks for another than it
    did when they said it; else the estimate."""
    estimated, said = estimate_phase(notebook), notebook.said_phase
    return said.phase if said is not None and said.estimated == estimated else estimated


def estimate_phase(notebook: Notebook) -> str:
    """The furthest of PHASES that what the person did speaks for.

    Realisation: a decision with its plan, or something tried for what was decided. Specification:
    a comparison, a decision, or two occupations kept. Crystallisation: one kept, a tendency, or
    two confirmed interests. Else exploration.
    """
    decided = notebook.decision.occupation if notebook.decision else None
    tried = {trial.occupation for trial in notebook.trials}
    if decided and (notebook.plan or decided in tried):
        return "realisation"
    if decided or notebook.comparison or len(notebook.liked) >= 2:
        return "specification"
    confirmed = sum(interest.confirmed for interest in notebook.interests)
    if notebook.liked or confirmed >= 2 or find_tendencies(notebook):
        return "crystallisation"
    return "exploration"
