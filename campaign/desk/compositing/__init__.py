"""The composite room: texts on the table, a draft whose every word knows its senders, a screen for the meeting."""
