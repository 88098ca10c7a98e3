"""The first owner of a new site, by a link that works once."""
