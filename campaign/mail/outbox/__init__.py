"""What is sent: mail is written, queued, claimed by one sender, and marked with what became of it."""
