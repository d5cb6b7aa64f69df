"""What stands in the way, read in the person's words: keys of `OBSTACLE_KEYS`, nothing deduced."""

from __future__ import annotations

from bot.language.folding import fold_text
from bot.language.phrases import phrase

_SAID = {
    "money": r"argent|thune|(?:pas de|des|les|mes) sous|fric|budget|cher|chère|coûts?|moyens|payer"
    r"|finances?|financier",
    "diploma": r"diplômes?|(?:le|mon|sans|pas le|pas de|du) (?:cess|ceb)|certificats?"
    r"|pas fini mes (?:secondaires|études)",
    "distance": r"distance|loin|trajets?|transports?|bus|(?<!en )train|permis de conduire|voiture",
    "family": r"(?:mes|les|ses|nos) (?:parents?|vieux)|(?:ma|la) (?:mère|famille)|(?:mon|le) père"
    r"|famille|darons?|daronne",
    "fear": r"peur|trouille|angoisse|pas capable|pas à la hauteur|confiance en moi|rater|échouer",
    "language": r"français|(?:la |ma )langue",
    "time": r"(?<!de )(?<!en )temps(?! en temps)|horaires?|agenda",
}
_KEYS = {key: phrase(rf"\b(?:{words})\b") for key, words in _SAID.items()}
# The announcement alone: there is nothing in it to note.
_BARE = phrase(
    r"(?:c est |voilà |il y a |ya |y a )?"
    r"(?:ce qui|un truc qui|quelque chose(?: qui)?|(?:un|des|mes) obstacles?)"
    r"(?: (?:me |m |te |le |la |nous |vous )?"
    r"(?:bloque|freine|arrête|empêche|retient|coince|gêne|fait peur))?"
    r"|je suis bloqué|chui bloqué|(?:jai|j ai) un (?:obstacle|blocage|frein)"
)


def find_named_obstacles(words: str) -> tuple[str, ...]:
    """The keys of `OBSTACLE_KEYS` that these words name, in their order there."""
    text = fold_text(words)
    return tuple(key for key, pattern in _KEYS.items() if pattern.search(text))


def is_bare_announcement(words: str) -> bool:
    """Whether the words only announce an obstacle: « ce qui me bloque »."""
    return bool(_BARE.fullmatch(fold_text(words)))
