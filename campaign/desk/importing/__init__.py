"""Spreadsheets that organisers bring: read, understood line by line, and compared with what is known."""
