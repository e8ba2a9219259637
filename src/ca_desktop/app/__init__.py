"""The composition root: knows every layer and is known by none."""
