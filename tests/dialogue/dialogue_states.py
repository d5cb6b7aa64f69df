"""Notebooks at every stage of a conversation, and what a person may press or write there."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from bot.guidance import dreaming, grid
from bot.guidance.decision import plan
from bot.guidance.entries import Question
from bot.guidance.items import CRITERIA, ITEMS, LETTERS
from bot.guidance.notebook import Notebook

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)


class Stages:
    """`stages["name"]` is a notebook; `add` makes a stage out of another."""

    def __init__(self, ids: list[str]) -> None:
        self.all: dict[str, Notebook] = {"nothing": Notebook()}
        self._dreams()
        self._leads(ids)
        self._questionnaire()
        self._decisions(ids)
        self.add("erase", "kept").open(Question("erase"))
        self.add("human").open(Question("handoff"))
        self.add("human, with a wish").open(Question("handoff", ("parler des études",)))

    def add(self, name: str, base: str = "nothing") -> Notebook:
        self.all[name] = copy.deepcopy(self.all[base])
        return self.all[name]

    def _dreams(self) -> None:
        for about in dreaming.PROMPTS:
            self.add(f"dream {about}").open(Question(dreaming.KIND, about=about))
        dreamt = self.add("dreamt")
        dreamt.dream("réparer des vélos", [14, 22], NOW)
        dreamt.open(Question(dreaming.KIND, about="2"))
        self.add("read", "dreamt").open(Question("read", ("14", "22")))
        self.add("guessed", "dreamt").open(Question("guessed"))
        prompt = Question(dreaming.KIND, ("14", "22"), dreaming.REFUSE)
        self.add("read, and asked on", "dreamt").open(prompt)
        known = self.add("known", "dreamt")
        known.close_question()
        for interest in known.interests:
            known.confirm_interest(interest.number)

    def _leads(self, ids: list[str]) -> None:
        kept = self.add("kept", "known")
        for each in ids[:2]:
            kept.like(each, NOW)
        kept.refuse("", NOW, ids[2])
        kept.refuse("travailler la nuit", NOW)
        kept.show(ids[:5])
        kept.limit(4)
        self.add("why", "kept").open(Question("why", (ids[3],)))
        for name, gone in (("half refused", ids[::2]), ("all refused", ids)):
            refused = self.add(name, "known")
            for each in gone:
                refused.refuse("", NOW, each)

    def _questionnaire(self) -> None:
        self.add("first item").open(Question("item", (ITEMS[0].id,)))
        half = self.add("half")
        for each in ITEMS[:12]:
            half.answer(each.id, 5 if each.letter in "RS" else 2, NOW)
        half.open(Question("item", (ITEMS[12].id,)))
        last = self.add("last item")
        for each in ITEMS[:-1]:
            last.answer(each.id, 3, NOW)
        last.open(Question("item", (ITEMS[-1].id,)))
        for letter in LETTERS:
            done = self.add(f"tendency {letter}")
            for each in ITEMS:
                done.answer(each.id, 5 if each.letter == letter else 1, NOW)

    def _decisions(self, ids: list[str]) -> None:
        self.add("compared", "kept").compare(ids[:2])
        self.add("weighing", "compared").open(Question(grid.KIND, (CRITERIA[0],)))
        rating = self.add("rating", "compared")
        for criterion in CRITERIA:
            rating.weight(criterion, 3)
        rating.open(Question(grid.KIND, (CRITERIA[0], ids[0])))
        for name, first, other in (("tie", 3, 3), ("close", 4, 3), ("far", 5, 1)):
            full = self.add(name, "rating")
            full.close_question()
            for criterion in CRITERIA:
                full.rate(ids[0], criterion, 3 if name == "close" else first)
                full.rate(ids[1], criterion, other)
            full.rate(ids[0], "pay", first)
        self.add("decided", "compared").decide(ids[0], NOW)
        self.add("left open", "compared").decide(None, NOW)
        self.add("planned", "decided").schedule(plan(None, NOW.date()))
        opposed = self.add("opposed", "tie")
        for number, criterion in enumerate(("interest", "pay")):
            opposed.rate(ids[number], criterion, 5)
            opposed.rate(ids[1 - number], criterion, 1)
        # What was compared is taken out of the notebook while a weight is asked.
        emptied = self.add("nothing left to compare")
        for criterion in CRITERIA[:-1]:
            emptied.weight(criterion, 3)
        emptied.open(Question(grid.KIND, CRITERIA[-1:]))


def pressed(payloads: list[tuple[str, dict[str, Any]]], ids: list[str], question: str) -> Any:
    """Every button of the domain, its places filled with things of the base."""
    for intent, values in payloads:
        real = {"occupation": ids[3], "question": question, "words": "réparer", "value": "4"}
        yield intent, {k: real.get(k, "x") if "{" in v else v for k, v in values.items()}
