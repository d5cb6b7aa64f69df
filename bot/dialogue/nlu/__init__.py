"""The language pipeline: French tokens, n-grams, sentence vectors, a linear classifier.

Each is a graph component, so that `rasa train`, `shell` and `test` use the same pipeline.
"""
