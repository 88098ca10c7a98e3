"""Writing the motion: a draft, what it would look like, what changed, and publishing it."""
