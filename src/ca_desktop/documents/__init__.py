"""Adapter: paper and sheets."""
