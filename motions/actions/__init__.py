"""Everything that changes a row of the motions app, one subject a module.

An action locks, asks `motions.workflow`, saves, moves the CLP's stage and writes the event, in one transaction.
"""
