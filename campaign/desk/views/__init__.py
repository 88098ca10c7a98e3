"""The pages of the desk, one subject a module."""
