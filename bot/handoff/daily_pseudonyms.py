"""« Renard 42 »: what counsellors call a person for a day.

Made from the person's pseudonym (a keyed hash) and the day: the same all day, another one tomorrow,
and nobody gets back from 3,600 names to a person. Two people can share a name: among 10 of a day
it happens once in 80 days, among 30 once in 8. So it is for speaking only; whatever has to be
right goes by the id of the handoff.
"""

from __future__ import annotations

import datetime as dt
import hashlib

# Nothing that is said of people (blaireau, baleine, paresseux), none with a second meaning in a
# chat (chat, coucou), none that frightens.
_ANIMAL_NAMES = """
    Albatros Alpaga Bison Bouquetin Bouvreuil Castor Cerf Chamois Chevreuil Chouette Cigogne
    Coccinelle Colibri Cygne Dauphin Écureuil Faucon Girafe Grillon Hérisson Héron Hibou
    Hippocampe Hirondelle Koala Libellule Lièvre Loutre Lynx Marmotte Merle Mésange Moineau Otarie
    Panda Papillon Pinson Renard Rossignol Toucan
"""
ANIMALS = tuple(_ANIMAL_NAMES.split())
_FIRST_NUMBER, _NUMBER_COUNT = 10, 90


def make_daily_pseudonym(person: str, day: dt.date) -> str:
    """An animal and a number from 10 to 99; `person` is the pseudonym that is stored."""
    seed = f"boussole handoff name v1|{person}|{day.isoformat()}".encode()
    drawn = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big")
    number, animal = drawn % _NUMBER_COUNT, drawn // _NUMBER_COUNT % len(ANIMALS)
    return f"{ANIMALS[animal]} {_FIRST_NUMBER + number}"
