"""Scores and speed: what is measured, not shipped."""
