"""The front page: how far the campaign is, and what needs attention."""
