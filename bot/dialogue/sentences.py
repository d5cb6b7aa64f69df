"""Fill the responses of the domain with the facts that an action returns.

Beyond `text` and `buttons`, a response may hold, under `custom`:

- `cards` or `choices` with `each: NAME`: one card or choice per item of the list fact NAME; -
`then`: choices after those of a list; - `link`: a `url` and its `label`; `image`: a `url` and its
`alt`; `file`: `url`, `name`, `media_type` and `label`; - `code`: set here from the fact of this
name, where the text has it; - a fact `{"say": "utter_x", ...}`, or a list of them: another
response, filled in turn.

Every response may hold `{emergency_number}`; other helplines are facts of the action.

A variant is picked by a hash of the conversation and the message, so that a conversation is
reproducible; a fact `nth` picks them in order. A missing fact is an error.
"""

from __future__ import annotations

import json
import re
import zlib
from typing import Any, Optional

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.care.helplines import get_emergency_number

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BLANK_LINES = re.compile(r"\n{3,}")


class MissingSentence(Exception):
    """The domain has no such response."""


class MissingFact(Exception):
    """The action did not give a fact that the response needs."""


class Sentences(TemplatedNaturalLanguageGenerator):
    """Fills responses; `rasa shell` loads it through `endpoints.yml`.

    A subclass of the generator of Rasa, because Rasa passes `responses` to no other.
    """

    def __init__(self, endpoint_config: Any = None, domain: Optional[Domain] = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **facts: Any,
    ) -> dict[str, Any]:
        """Return the filled response of this turn (called by Rasa)."""
        slots = tracker.current_slot_values()
        heard = tracker.latest_message.message_id if tracker.latest_message else ""
        seed = f"{tracker.sender_id}:{heard}"
        return self.fill(utter_action, {**slots, **facts}, seed, output_channel)

    def fill(
        self, name: str, facts: dict[str, Any], seed: str, channel: str = ""
    ) -> dict[str, Any]:
        """Return a response as `text`, `buttons` and `custom`, with every placeholder filled.

        Raises:
            MissingSentence, MissingFact: the domain and the action do not fit together.
        """
        facts = {"emergency_number": get_emergency_number(), **facts}
        chosen = self._variant(name, facts, seed, channel)
        filler = _ResponseFiller(self, name, facts, seed, channel)
        custom, template = chosen.get("custom", {}), chosen.get("text", "")
        return {
            "text": filler.text(template),
            "buttons": [
                *filler.each(chosen.get("buttons")),
                *filler.each(custom.get("choices")),
                *filler.each(custom.get("then")),
            ],
            "custom": {
                "cards": filler.each(custom.get("cards")),
                **{
                    name: filler.plain(custom[name]) if name in custom else None
                    for name in ("link", "image", "file")
                },
                "code": facts["code"] if "{code}" in template else None,
            },
        }

    def _variant(self, name: str, facts: dict[str, Any], seed: str, channel: str) -> dict[str, Any]:
        if name not in self.responses:
            raise MissingSentence(name)
        variants = ResponseVariationFilter(self.responses).responses_for_utter_action(
            name, channel, facts
        )
        if not variants:
            raise MissingSentence(f"{name}: no variant fits")
        if "nth" in facts:  # used before: the next wording
            return variants[int(facts["nth"]) % len(variants)]
        return variants[zlib.crc32(f"{seed}:{name}".encode()) % len(variants)]


class _ResponseFiller:
    """Fills the parts of one response from one set of facts."""

    def __init__(
        self, book: Sentences, name: str, facts: dict[str, Any], seed: str, channel: str
    ) -> None:
        self._book, self._name, self._facts = book, name, facts
        self._seed, self._channel = seed, channel

    def text(self, template: str) -> str:
        """Fill a text; a list alone on its line is joined by line breaks, elsewhere by spaces."""
        filled = _PLACEHOLDER.sub(self._place, template)
        return _BLANK_LINES.sub("\n\n", filled).strip()

    def plain(self, part: dict[str, Any]) -> dict[str, Any]:
        """Fill every string of a button, link or card, and a nested `choices` list."""
        return {key: self._part(key, value) for key, value in part.items()}

    def _part(self, key: str, value: Any) -> Any:
        if isinstance(value, (list, dict)):
            return self.each(value)
        return self._payload(value) if key == "payload" else self.text(value)

    def _payload(self, template: str) -> str:
        """Fill a payload, with values escaped for JSON."""
        return _PLACEHOLDER.sub(
            lambda match: _escape_json(self._read(self._fact(match[1]))), template
        )

    def each(self, part: Any) -> list[dict[str, Any]]:
        """Return one filled copy of `part` per item of the list fact it names."""
        if not part:
            return []
        if isinstance(part, list):
            return [self.plain(item) for item in part]
        part = dict(part)
        items = self._fact(part.pop("each"))
        return [self._with(item).plain(part) for item in items]

    def _with(self, item: dict[str, Any]) -> _ResponseFiller:
        return _ResponseFiller(
            self._book, self._name, {**self._facts, **item}, self._seed, self._channel
        )

    def _fact(self, name: str) -> Any:
        if name not in self._facts:
            raise MissingFact(f"{self._name}: {name}")
        return self._facts[name]

    def _place(self, match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :]
        alone = before[-1:] in ("", "\n") and after[:1] in ("", "\n")
        return self._read(self._fact(match[1]), "\n" if alone else " ")

    def _read(self, value: Any, between: str = " ") -> str:
        if value is None:
            return ""
        if isinstance(value, list):
            return between.join(filter(None, (self._read(item) for item in value)))
        if isinstance(value, dict):
            facts = {**self._facts, **value}
            return self._book.fill(value["say"], facts, self._seed, self._channel)["text"]
        return str(value)


def _escape_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
