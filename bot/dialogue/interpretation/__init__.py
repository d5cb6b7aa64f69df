"""From a Reading and the state of the talk to what is done: hypotheses, then a decision.

    text → Reading (`bot.dialogue.reading`) → hypotheses (`proposers`) → decision → acts, run once

Everything here is pure: it reads the `InformationState` and the base, and changes nothing.
"""
