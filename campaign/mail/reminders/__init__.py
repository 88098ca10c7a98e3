"""What is to be written, to whom and when: reminders are planned here, and become mail in the outbox."""
