"""CA Desktop: the one-stop desk of a Vietnamese commune, offline first."""
