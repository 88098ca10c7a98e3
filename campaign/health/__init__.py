"""Whether all is well, for machines, for the owner and for the desk."""
