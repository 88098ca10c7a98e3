"""The demonstration campaign: our own motions on an uncontroversial subject, with every stage and outcome."""

ORGANISER = "organiser@example.org"
PASSWORD = "demonstration"  # noqa: S105 - printed for everybody who tries the demonstration
