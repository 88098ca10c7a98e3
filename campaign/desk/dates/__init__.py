"""What holds up everybody at once: meetings suspended, a deadline that moves, a conference called off."""
