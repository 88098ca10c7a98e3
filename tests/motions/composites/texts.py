"""Two motions on buses: ours, and one that somebody else sent."""

OURS = """Conference notes that bus routes have been cut by a third since 2010.
Conference calls on the government to:
- give every council the power and the money to run its own buses;
- restore the routes that were lost."""
THEIRS = "Conference welcomes public control of buses in Greater Manchester."
