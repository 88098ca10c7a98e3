"""Doing one thing to several: looked at before it is done, and undone if it was wrong."""
