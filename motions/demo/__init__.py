"""The demonstration campaign: our own motions on an uncontroversial subject, with every stage and outcome."""

ORGANISER = "organiser@example.org"
ADMIN = "admin@example.org"
# An organiser of one region only.
REGIONAL, REGION = "wales@example.org", "Wales"
PASSWORD = "demonstration"  # noqa: S105 - printed for everybody who tries the demonstration
