"""The one door to the organisers' pages: django-allauth in our look, with our limits and our mail."""
