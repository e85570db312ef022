"""The steps of the pipeline: each is told an id, finds its input in the store, and may run again at any time."""
