"""Turn a reading and the state of the conversation into acts.

    text → Reading (`bot.dialogue.reading`) → hypotheses (`proposers`) → decision → acts

Everything here is pure: it reads the `InformationState` and the knowledge base, and changes
neither.
"""
