"""French stop words, as `normalise` writes them."""

from __future__ import annotations

_STOP = """
a ai aimerai aimerais ainsi alors as au aussi aux avec avoir bien bosser boulot c ca car ce ceci
cela ces cet cette chez chose choses chui ci comme comment d dans de des devenir donc du elle
elles en es est et etre eu eux faire fait faut gens h il ils j jai jaime jaimerais je jme job
jsuis juste jveu jveux jvoudrais jy ke ki koi l la le les leur leurs lui m ma mais me mes metier
metiers mm moi mon n ne ni nos notre nous on ont ou par pas plus pour profession qd qu quand que
quel quelle quelles quelqu quelque quels qui quoi s sa sans se ses si son sont suis sur t ta te
tes toi ton travail travailler tres trop truc trucs tu un une va vais vers veut veux voir vos
votre voudrais vous vraiment y
"""

# The same without their apostrophe.
_RUN_ON = """
cest cetait daller davoir detre dun dune estce jaurais jen jetais lon mest nai nest qua
quelquun quelqun quest questce quil quils quon quun quune sest sil sils taime
"""

# Words often added or dropped inside a title: « mécanicien (de) moto ».
_LINK = "de d du des en a la le l les au aux et pour sur un une dans"

_POSSESSIVE = "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs"

STOP_WORDS = frozenset((_STOP + _RUN_ON).split())
LINK_WORDS = frozenset(_LINK.split())
# Those that may differ between two wordings of one question: « (mon, le) CESS ».
DETERMINERS = LINK_WORDS | frozenset(_POSSESSIVE.split())
