"""The window: Qt, and nothing else from outside."""
