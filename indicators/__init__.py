"""Pure: the figures in a text, and what is new about them."""
