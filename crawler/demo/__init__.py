"""A small multilingual newsroom on loopback, and the main job played on it."""
