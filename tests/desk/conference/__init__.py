"""The committee file on the desk."""
