"""One CLP's whole story on a page, and what an organiser does there."""
