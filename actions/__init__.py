"""The actions of the dialogue: each reads the turn, calls services and says facts.

`action_registry.action` turns a function into a Rasa SDK action; `rasa_sdk` finds them by importing
this package.
"""
