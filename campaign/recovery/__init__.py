"""Bringing a backup back: so that it neither sends again what went since, nor undoes what people took back since."""
