"""The language pipeline: French tokens, n-grams, sentence vectors, a linear classifier.

Each is a Rasa graph component, so `rasa train`, `shell` and `test` use the very same pipeline.
"""
