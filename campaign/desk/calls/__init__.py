"""The call sheet: whom organisers ring or write to themselves, what to say, and what came of it."""
