"""The committee's own list beside ours: reading it, and naming every difference."""
