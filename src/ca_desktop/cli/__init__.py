"""The same use-cases without a window: JSON in and out, for scripts, support and tests."""
