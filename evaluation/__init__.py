"""Evaluation of the dialogue on held-out data, load tests and audits."""
