"""What people of a long day type: no two alike, half of the words in no dictionary."""

from __future__ import annotations

import random

_ASKS = (
    "c’est quoi le métier de {}",
    "combien gagne un {} à {}",
    "quelles études pour devenir {}",
    "j’aime {} et surtout {} avec les enfants",
    "je déteste {} mais {} me plaît bien",
    "mon prof {} dit que {} c’est pour moi",
    "comment m’inscrire en {} à {}",
    "et {} alors, c’est mieux que {}",
    "je voudrais travailler dehors, pas comme {}",
    "j’ai 17 ans et je sais pas quoi faire après {}",
    "est-ce que {} recrute en ce moment",
    "je voudrais un rendez-vous avec {} mardi",
    "montre-moi mon carnet",
    "ça me convient",
    "fais-moi un plan",
    "bof, {} quoi",
    "oui",
)
_KNOWN = (
    *("boulangère", "électricien", "infirmier", "mécanicien vélo", "puéricultrice", "soudeur"),
    *("jardinier", "comptable", "éducatrice", "coiffeur", "menuisière", "cuisinier", "vendeuse"),
    *("réparer des vélos", "dessiner", "les animaux", "l’informatique", "le théâtre", "la Meuse"),
)
_ONSETS = ("b", "bl", "c", "ch", "d", "f", "g", "gr", "j", "l", "m", "n", "p", "r", "s", "t", "tr")
_RHYMES = ("a", "ai", "an", "e", "eu", "i", "in", "o", "ou")
_LONG = 1 / 200


def generate_message(draw: random.Random) -> str:
    """A message; one in two hundred is as long as it may be."""
    if draw.random() < _LONG:
        return ". ".join(_line(draw) for _ in range(draw.randrange(20, 60)))[:1900]
    return _line(draw)


def _line(draw: random.Random) -> str:
    line = draw.choice(_ASKS)
    return line.format(*(_subject(draw) for _ in range(line.count("{}"))))


def _subject(draw: random.Random) -> str:
    return draw.choice(_KNOWN) if draw.random() < 0.5 else f"{_word(draw)} {_word(draw)}"


def _word(draw: random.Random) -> str:
    return "".join(draw.choice(_ONSETS) + draw.choice(_RHYMES) for _ in range(draw.randrange(2, 5)))
