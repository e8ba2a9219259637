"""Composition root: imports everything, is imported by nobody."""
