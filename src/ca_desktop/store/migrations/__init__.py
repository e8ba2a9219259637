"""Alembic's scripts; frozen once released."""
