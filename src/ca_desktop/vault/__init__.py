"""Adapter: keys at rest, the folder lock, the mark beside the data, backups."""
