"""What organisers take away: the CLPs as a spreadsheet, people for Action Network, a calendar of meetings."""
