"""The phase of a person's orientation, estimated from what they did, and open to correction.

The four tasks of the ADVP (activation du développement vocationnel et personnel): *exploration*
gathers, *crystallisation* orders, *specification* compares and chooses, *realisation* acts. It
decides what is suggested next and is not a judgement.
"""

from __future__ import annotations

from bot.matching.questionnaire import find_tendencies
from bot.notebook.model import Notebook


def determine_phase(notebook: Notebook) -> str:
    """Return the phase that the person named, until the estimate changes; else the estimate."""
    estimated, stated = estimate_phase(notebook), notebook.said_phase
    return stated.phase if stated is not None and stated.estimated == estimated else estimated


def estimate_phase(notebook: Notebook) -> str:
    """Return the furthest phase that the person's actions support.

    Realisation: a decision with its plan, or a trial of the choice. Specification: a comparison, a
    decision, or two liked occupations. Crystallisation: one liked occupation, a tendency, or two
    confirmed interests. Else exploration.
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
