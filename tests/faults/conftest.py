"""The figures, printed at the end of `make torture`."""

from tests.faults import scale


def pytest_terminal_summary(terminalreporter):
    """Print what the tests measured, where it was measured in full."""
    if scale.FULL:
        terminalreporter.section("figures")
        for figure in scale.figures:
            terminalreporter.write_line(figure)
