"""Find obstacles in the person's words, as keys of `OBSTACLE_KEYS`."""

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
# An announcement without content.
_BARE = phrase(
    r"(?:c est |voilà |il y a |ya |y a )?"
    r"(?:ce qui|un truc qui|quelque chose(?: qui)?|(?:un|des|mes) obstacles?)"
    r"(?: (?:me |m |te |le |la |nous |vous )?"
    r"(?:bloque|freine|arrête|empêche|retient|coince|gêne|fait peur))?"
    r"|je suis bloqué|chui bloqué|(?:jai|j ai) un (?:obstacle|blocage|frein)"
)


def find_named_obstacles(words: str) -> tuple[str, ...]:
    """Return the keys of the obstacles that the words name, in the order of `OBSTACLE_KEYS`."""
    text = fold_text(words)
    return tuple(key for key, pattern in _KEYS.items() if pattern.search(text))


def is_bare_announcement(words: str) -> bool:
    """Return whether the words only announce an obstacle: « ce qui me bloque »."""
    return bool(_BARE.fullmatch(fold_text(words)))
