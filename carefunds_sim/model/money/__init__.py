"""A month's money: what was spent, on whom it falls, and what it will buy."""
