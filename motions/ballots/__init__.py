"""The priorities ballot, and the papers that delegations take to it."""
