"""Accounts: detectors and baselines on sources that they have never seen."""
