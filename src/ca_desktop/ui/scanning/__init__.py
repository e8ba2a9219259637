"""Code scanners: as a keyboard, and on a serial line."""
