"""What the translations of a report agree on, what is new about it, what is not plausible."""
