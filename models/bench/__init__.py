"""Benches: what proves the models, the audits and the models of other platforms."""
