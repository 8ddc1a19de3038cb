"""Audiences: audits of lists whose truth is known."""
