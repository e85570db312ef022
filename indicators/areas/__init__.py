"""Where: places of a text, looked up in a dated gazetteer."""
