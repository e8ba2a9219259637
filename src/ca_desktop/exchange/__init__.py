"""Adapter: package files, pairing files and the carrier they travel on."""
