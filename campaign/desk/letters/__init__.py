"""Writing to groups: whom a letter is for, to the person; trying it, sending it, and what became of it."""
