"""The words of a motion: counted, compared, set in type, and given away as files."""
