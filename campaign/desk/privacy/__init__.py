"""What is held about a person: the inventory of it, telling it to them, and taking it away."""
