"""What carries word to the worker on one machine."""
