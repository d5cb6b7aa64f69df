"""« Renard 42 »: the name of a person for counsellors, valid for one day.

It is derived from the person's pseudonym (a keyed hash) and the day, and cannot be reversed from
3,600 names. Two people can share a name: with 10 a day once in 80 days, with 30 once in 8. It is
for display only; handoffs are identified by their id.
"""

from __future__ import annotations

import datetime as dt
import hashlib

# Without insults (blaireau, baleine, paresseux), words with another meaning in a chat (chat,
# coucou) and frightening animals.
_ANIMAL_NAMES = """
    Albatros Alpaga Bison Bouquetin Bouvreuil Castor Cerf Chamois Chevreuil Chouette Cigogne
    Coccinelle Colibri Cygne Dauphin Écureuil Faucon Girafe Grillon Hérisson Héron Hibou
    Hippocampe Hirondelle Koala Libellule Lièvre Loutre Lynx Marmotte Merle Mésange Moineau Otarie
    Panda Papillon Pinson Renard Rossignol Toucan
"""
ANIMALS = tuple(_ANIMAL_NAMES.split())
_FIRST_NUMBER, _NUMBER_COUNT = 10, 90


def make_daily_pseudonym(person: str, day: dt.date) -> str:
    """Return an animal and a number from 10 to 99; `person` is the stored pseudonym."""
    seed = f"boussole handoff name v1|{person}|{day.isoformat()}".encode()
    drawn = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big")
    number, animal = drawn % _NUMBER_COUNT, drawn // _NUMBER_COUNT % len(ANIMALS)
    return f"{ANIMALS[animal]} {_FIRST_NUMBER + number}"
