"""Signs of life: when the scheduler last ticked and mail last went, and what went wrong."""
