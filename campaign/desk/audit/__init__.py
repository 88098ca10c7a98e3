"""The audit: which pages of the desk are noted as opened, and where owners read who did what."""
