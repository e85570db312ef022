"""How much: numbers, units, qualifiers and ranges in a text."""
