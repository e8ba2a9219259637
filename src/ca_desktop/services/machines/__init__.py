"""Machines of an office: their lives, restores, and who takes whose place."""
