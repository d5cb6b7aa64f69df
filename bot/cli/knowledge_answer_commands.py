"""`boussole knowledge answers`: the answers that the team approved in the console."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.settings import Settings


def register(actions: Any) -> None:
    """Add the commands below `boussole knowledge`."""
    answers = actions.add_parser("answers", help="the answers approved in the console")
    checks = answers.add_subparsers(required=True)
    check = checks.add_parser("check", help="play the conversations of every approved answer")
    check.set_defaults(command=check_answers)


def check_answers(options: argparse.Namespace, settings: Settings) -> int:
    """Play the conversation files of the approved answers, mark in the console those that fail, and
    print them; return 1 if there are any."""
    from bot.app import Service
    from bot.console.answers import answer_conversations, answer_repository
    from bot.console.answers.answer_rehearsal import AnswerRehearser
    from bot.dialogue import model_training
    from bot.storage.unit_of_work import writing

    parts = Service.build(settings, model_training.ensure_model(settings.models)).parts
    missed = answer_conversations.find_missed_wordings(settings.data, AnswerRehearser(parts))
    with writing(parts.engine) as unit:
        answer_repository.save_missed(unit, missed)
        unit.commit()
    for answer_id, wordings in missed.items():
        for wording in wordings:
            print(f"error: reponse-{answer_id}: « {wording} » does not get it")
    failing = sum(map(bool, missed.values()))
    print(f"{len(missed)} answers checked, {failing} do not always come", file=sys.stderr)
    return 1 if failing else 0
