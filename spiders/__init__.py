"""The network: what to fetch and how politely; yields raw pages."""
