"""Pure: which articles are the same report."""
