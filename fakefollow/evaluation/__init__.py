"""Evaluation: what a model says of accounts from sources that it has never seen."""
