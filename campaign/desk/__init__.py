"""The organisers' desk: Django's admin, grown into a place to run a campaign from."""
