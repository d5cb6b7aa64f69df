"""French tokens of what people type, of which nothing stays.

spaCy keeps each word it ever met, for as long as its vocabulary lives: 650 bytes each, and words of
persons who had theirs erased. A tokenizer of its own for each text costs 0.6 ms.
"""

from __future__ import annotations

import copy

import spacy.tokenizer
import spacy.vocab
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.nlu.french_tokenizer import FrenchTokens


class EphemeralTokenizer(FrenchTokens):
    """Stands in for `FrenchTokens` when a model is loaded to serve: the same tokens."""

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """By the same rules over a vocabulary that goes with the text."""
        once, cut = copy.copy(self), self._cut
        once._cut = spacy.tokenizer.Tokenizer(
            spacy.vocab.Vocab(),
            cut.rules,
            prefix_search=cut.prefix_search,
            suffix_search=cut.suffix_search,
            infix_finditer=cut.infix_finditer,
        )
        return super(EphemeralTokenizer, once).tokenize(message, attribute)
