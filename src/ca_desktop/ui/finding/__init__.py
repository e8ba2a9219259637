"""Finding dossiers from every page."""
