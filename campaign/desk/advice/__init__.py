"""The advice inbox, and what is shown beside a question."""
