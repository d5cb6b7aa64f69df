"""What visitors of a long run type: short lines and long messages, with a number that differs, so
that no cache knows a sentence."""

from __future__ import annotations

import random

_SHORT = (
    "c’est quoi le métier de {trade}, page {number}",
    "combien on gagne comme {trade} après {number} ans",
    "quelles études pour être {trade}, et le bus {number}",
    "je voudrais travailler dehors, pas au bureau {number}",
    "j’aime bien cuisiner, j’ai fait {number} gâteaux",
    "une formation de {trade} près de chez moi, rue {number}",
    "oui, plutôt le matin à partir de {number} h",
    "je ne sais pas trop, j’hésite depuis {number} jours",
    "montre-moi mon carnet, ligne {number}",
)
_PARTS = (
    "J’ai {number} ans d’expérience dans un magasin et je rangeais les rayons tous les matins.",
    "Ce qui me plaît, c’est de travailler avec mes mains et de voir ce que j’ai fait à la fin.",
    "À l’école, les langues allaient bien, les maths un peu moins.",
    "Le week-end, je répare des vélos avec mon oncle et on en a remis {number} en route.",
    "Je peux me déplacer en train, mais je n’ai pas encore le permis.",
    "J’aimerais savoir si {trade} serait un métier pour quelqu’un comme moi.",
    "Une amie est {trade} et elle aime parler avec les clients.",
    "Je préfère une formation courte, de quelques mois, avec un stage à la fin.",
)
_TRADES = ("boulanger", "électricienne", "menuisier", "comptable", "jardinière", "cuisinier")
_LONG_SHARE = 0.2


def generate_sentence(draw: random.Random) -> str:
    """Return a short line or, one time in five, a message of three to eight sentences."""
    chosen = (
        draw.sample(_PARTS, draw.randrange(3, len(_PARTS) + 1))
        if draw.random() < _LONG_SHARE
        else [draw.choice(_SHORT)]
    )
    number = draw.randrange(2, 100_000)
    return " ".join(part.format(trade=draw.choice(_TRADES), number=number) for part in chosen)
