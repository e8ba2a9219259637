"""One module per feature: what an event does to the tables."""
