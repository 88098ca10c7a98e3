"""Everything that changes a row of the desk, one subject a module."""
