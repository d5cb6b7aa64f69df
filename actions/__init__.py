"""What the dialogue may call: slots in, one service call, facts and events out. No rule lives here.

One module a topic; `action_registry.action` makes a Rasa SDK action of a function. `rasa_sdk` finds
them all by importing this package.
"""
