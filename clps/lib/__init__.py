"""What every app shares: guards, the regions of an organiser, spreadsheets, pages that only show rows."""
