"""When: dates in a text, periods of figures, periods compared."""
