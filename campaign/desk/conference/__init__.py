"""The committee file: rulings and appeals, the committee's own list, the ballot, delegations, and what came of it."""
