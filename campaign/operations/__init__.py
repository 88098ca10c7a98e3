"""Keeping what the site holds: backups, proofs of them, and what a backup brought back must not bring with it."""
