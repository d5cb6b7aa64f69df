"""The parts of a statement about oneself: its clauses, and what it is about.

Clauses are classified separately, since the vector of « m'occuper des gens, jardiner » lies
between those of its clauses, close to neither. The words that express a taste are removed to keep
its object: « j'aimais bien les services sociaux » → « les services sociaux », « pas de sang » →
« sang ». Polarity is known at this point, and these words would blur the sentence vector.
"""

from __future__ import annotations

import re

# Each clause costs one sentence embedding.
MAX_CLAUSES = 4
_BETWEEN = re.compile(
    r"[,;.!?\n+/&]+"
    r"|\b(?:et|puis|ou|ainsi que|mais|sinon)\b(?: (?:aussi|surtout|encore|même|meme)\b)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w")
_MIN_LETTERS = 4  # of a meaningful clause or object
_ADVERBS = r"(?:bien|beaucoup|trop|vraiment|surtout|tellement|plutôt|plutot|pas|plus|juste|trop)"
_SUBJECT = r"(?:\b(?:j['’ ]?|je\s+|jme\s+|on\s+|ça\s+|ca\s+)(?:ne\s+|n['’]\s?)?(?:me\s+|m['’]\s?)?)"
_PREPOSITION = r"(?:\s*(?:le fait\s+)?(?:\bd['’]|\b(?:de|des|du|à|en|pour)\b))?"
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # « ma prof dit que je dessine bien »
        r"^\W*(?:on|ils?|elles?|tout le monde|les gens|(?:mon|ma|mes) \w+)\s+"
        r"(?:m['’]\s?|me\s+)?(?:(?:a|ont|avait|avaient|toujours|souvent)\s+)*"
        r"(?:dit|dis|disent|disai\w+|trouv\w+|pens\w+)\s+(?:(?:toujours|souvent)\s+)?qu(?:e\b|['’])",
        rf"{_SUBJECT}(?:aim|ador|kiff|préf|pref|détest|detest|suppor|veu|voud|rêv|rev)\w*"
        rf"(?:\s+{_ADVERBS}\b)*{_PREPOSITION}",
        rf"{_SUBJECT}(?:plai|passion|intéress|interess|éclat|eclat|branch|énerv|enerv)\w*"
        rf"(?:\s+{_ADVERBS}\b)*{_PREPOSITION}",
        r"\b(?:je suis|jsuis|chui|chuis|j['’]?étais|j['’]?etais)\s+(?:très |trop |super |assez )*"
        r"(?:fan|passionné|doué|bon|fort|nul|mauvais)\w*(?:\s+(?:en|pour|à|de|d['’]))?\b",
        r"\b(?:c['’ ]?est|cest|c)\s+(?:trop |super |vraiment |hyper |tellement |mon |ma )*\w+\W*$",
        r"^\W*(?:(?:mais|et|alors|surtout|non|franchement|par contre)\W+)*"
        r"(?:\b(?:pas|plus|jamais|sans|ni|rien|aucune?)\b\s*)+(?:(?:envie|question|trop)\b)?"
        r"(?:\s*(?:d['’]|\b(?:de|des|du)\b))?",
    )
)


def split_clauses(text: str) -> list[str]:
    """Return at most MAX_CLAUSES clauses of `text`, none where it has only one."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    full = [piece for piece in pieces if len(_LETTERS.findall(piece)) >= _MIN_LETTERS]
    return full[:MAX_CLAUSES] if len(full) > 1 else []


def extract_core(text: str) -> str:
    """Return `text` without those words, or unchanged where nothing meaningful would remain."""
    core = text
    for frame in _FRAMES:
        shorter = " ".join(frame.sub(" ", core).split())
        core = shorter if len(_LETTERS.findall(shorter)) >= _MIN_LETTERS else core
    return core
