"""Letters of organisers to groups of people: sent through the outbox, with all that it promises."""
