"""Adapter: the encrypted database; SQLAlchemy Core, no mapped classes."""
