"""Audits of whole audiences: what share is genuine, when followers were bought, and who is left."""
