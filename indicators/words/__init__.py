"""Text made comparable, and phrases found in it."""
