"""Notebooks at every stage of a conversation, and what a person may press or write there."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from bot.guidance import decision_grid, dream_prompts
from bot.guidance.dated_plan import build_plan
from bot.matching import skill_questions
from bot.notebook import wishes
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import OBSTACLE_KEYS, PHASES, TRIAL_CHANGES, Question
from bot.notebook.questionnaire_items import CRITERIA, ITEMS, RIASEC_LETTERS

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)
# What the buttons of these intents carry, all of it.
CARRIED = {
    "start_values": wishes.VALUES,
    "tell_obstacle": OBSTACLE_KEYS,
    "tell_trial": TRIAL_CHANGES,
    "ask_where": PHASES,
}


class NotebookStages:
    """`stages["name"]` is a notebook; `add` makes a stage out of another."""

    def __init__(self, ids: list[str]) -> None:
        self.all: dict[str, Notebook] = {"nothing": Notebook()}
        self.add("for a child").whom = "child"
        self.add("for pupils").whom = "pupils"
        self._dreams()
        self._skills()
        self._leads(ids)
        self._questionnaire()
        self._decisions(ids)
        self._wishes()
        self._tried(ids)
        self.add("erase", "kept").open(Question("erase"))
        self.add("a code that opens nothing", "kept").open(Question("resume_code", ("0" * 64,)))
        self.add("human").open(Question("handoff"))
        self.add("human, with a wish").open(Question("handoff", ("parler des études",)))

    def add(self, name: str, base: str = "nothing") -> Notebook:
        self.all[name] = copy.deepcopy(self.all[base])
        return self.all[name]

    def _dreams(self) -> None:
        for about in dream_prompts.PROMPTS:
            asked = Question(dream_prompts.QUESTION_KIND, about=about)
            self.add(f"dream {about}").open(asked)
            self.add(f"easier {about}").open(dream_prompts.build_easier_prompt(asked) or asked)
        dreamt = self.add("dreamt")
        dreamt.add_dream("réparer des vélos", [14, 22], NOW)
        dreamt.open(Question(dream_prompts.QUESTION_KIND, about="2"))
        self.add("asked on", "dreamt").open(
            Question(dream_prompts.QUESTION_KIND, about=dream_prompts.REFUSAL_PROMPT)
        )
        known = self.add("known", "dreamt")
        known.close_question()
        for interest in known.interests:
            known.confirm_interest(interest.number)

    def _skills(self) -> None:
        for about in (*skill_questions.CONTEXTS, skill_questions.MORE):
            self.add(f"did {about}").open(
                Question(skill_questions.QUESTION_KIND, ("1", "Un choix"), about)
            )
        did = self.add("did something")
        did.add_experience("expliquer les maths à mon frère", [1, 14], NOW)
        did.open(Question(skill_questions.CONFIRMATION_KIND, ("3", "1", "14")))
        did.confirm_skill(14)
        self.add("did, and took it out", "did something").drop_skill(1)

    def _leads(self, ids: list[str]) -> None:
        kept = self.add("kept", "known")
        for each in ids[:2]:
            kept.like(each, NOW)
        kept.refuse("", NOW, ids[2])
        kept.refuse("trop loin", NOW, ids[-1])
        kept.refuse("travailler la nuit", NOW)
        kept.show(ids[:5])
        kept.limit(4, NOW)
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
        passed = self.add("a letter passed")
        for each in ITEMS[:18]:
            if each.letter == "A":
                passed.skip(each.id, NOW)
            else:
                passed.answer(each.id, 3, NOW)
        last = self.add("last item")
        for each in ITEMS[:-1]:
            last.answer(each.id, 3, NOW)
        last.open(Question("item", (ITEMS[-1].id,)))
        for letter in RIASEC_LETTERS:
            done = self.add(f"tendency {letter}")
            for each in ITEMS:
                done.answer(each.id, 5 if each.letter == letter else 1, NOW)

    def _wishes(self) -> None:
        """Each wish asked; the last one with all the others told, liked and disliked by turns."""
        for key in wishes.WISHES:
            self.add(f"wish {key}").open(Question("wish", (key,)))
        for name, first, other in (("wishes met", 5, 5), ("wishes against", 1, 1)):
            told = self.add(name, "known")
            for number, key in enumerate(wishes.WISHES):
                told.wish(key, other if number % 2 else first, NOW)
            told.lift_studies_limit()
        passed = self.add("every wish passed")
        for key in wishes.WISHES[:-1]:
            passed.skip_wish(key)
        passed.open(Question("wish", (wishes.WISHES[-1],)))
        held = self.add("one value")
        held.hold(wishes.VALUES[0], NOW)
        full = self.add("three values", "one value")
        for value in wishes.VALUES[1:3]:
            full.hold(value, NOW)
        able = self.add("able", "known")
        able.add_experience("garder des enfants", [*range(1, 15)], NOW)
        for number in range(1, 15):
            able.confirm_skill(number)

    def _tried(self, ids: list[str]) -> None:
        self.add("tried which").open(Question("trial", ("j'ai testé",)))
        self.add("tried it").open(Question("trial", ("un stage",), ids[0]))
        for change in TRIAL_CHANGES:
            self.add(f"tried, {change}", "kept").add_trial(ids[0], change, NOW)
        self.add("plan B asked", "decided").open(Question("plan_b"))
        stuck = self.add("stuck", "decided")
        stuck.add_obstacle(NOW, words="la vie")
        for key in OBSTACLE_KEYS:
            stuck.add_obstacle(NOW, key)
        stuck.set_plan_b(ids[1], NOW)
        stuck.add_open_question("faut-il le permis ?", NOW)
        loosely = self.add("loosely near")
        loosely.add_dream("les étoiles", [], NOW, tuple((one, 0.4) for one in ids[:9]))
        self.add("said where", "kept").set_said_phase("exploration", "specification")

    def _decisions(self, ids: list[str]) -> None:
        self.add("compared", "kept").compare(ids[:2], NOW)
        self.add("weighing", "compared").open(Question(decision_grid.QUESTION_KIND, (CRITERIA[0],)))
        rating = self.add("rating", "compared")
        for criterion in CRITERIA:
            rating.weight(criterion, 3, NOW)
        rating.open(Question(decision_grid.QUESTION_KIND, (CRITERIA[0], ids[0])))
        for name, first, other in (("tie", 3, 3), ("close", 4, 3), ("far", 5, 1)):
            full = self.add(name, "rating")
            full.close_question()
            for criterion in CRITERIA:
                full.rate(ids[0], criterion, 3 if name == "close" else first, NOW)
                full.rate(ids[1], criterion, other, NOW)
            full.rate(ids[0], "pay", first, NOW)
        self.add("decided", "compared").decide(ids[0], NOW)
        studying = self.add("a study decided", "nothing")
        studying.decide(None, NOW, study="géologie")
        self.add("a study, another kept", "a study decided").set_plan_b(None, NOW, "chant")
        telling = self.add("works")
        telling.tell("situation", "je travaille le week-end", NOW)
        self.add("for a child", "decided").whom = "child"
        self.add("left open", "compared").decide(None, NOW)
        self.add("planned", "decided").schedule(build_plan([], NOW.date()))
        opposed = self.add("opposed", "tie")
        for number, criterion in enumerate(("interest", "pay")):
            opposed.rate(ids[number], criterion, 5, NOW)
            opposed.rate(ids[1 - number], criterion, 1, NOW)
        # What was compared is taken out of the notebook while a weight is asked.
        emptied = self.add("nothing left to compare")
        for criterion in CRITERIA[:-1]:
            emptied.weight(criterion, 3, NOW)
        emptied.open(Question(decision_grid.QUESTION_KIND, CRITERIA[-1:]))


def list_payloads(payloads: list[tuple[str, dict[str, Any]]], ids: list[str], question: str) -> Any:
    """Every button of the domain, its places filled with things of the base."""
    for intent, values in payloads:
        for carried in CARRIED.get(intent, ("4",)) if "{" in values.get("value", "") else ("",):
            real = {"occupation": ids[3], "question": question, "words": "réparer"}
            real |= {"value": carried, "start": "2026-11-27T10:00:00+01:00", "appointment": "0"}
            real |= {"kind": "short", "way": "on_site", "item": "1"}
            yield intent, {k: real.get(k, "x") if "{" in v else v for k, v in values.items()}
