"""What happened, as values: one module per feature, and the codec that writes them down."""
