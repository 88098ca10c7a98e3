"""The forms of the motions app."""
