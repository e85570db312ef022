"""The article's own arithmetic as a check of its figures."""
