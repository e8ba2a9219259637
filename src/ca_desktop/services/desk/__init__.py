"""The desk: from the intake of a dossier to the return of its result."""
