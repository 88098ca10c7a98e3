"""Pages that django-allauth does not have."""
