"""Errors as the owner sees them: of which sort, where, how often; never in whose words."""
