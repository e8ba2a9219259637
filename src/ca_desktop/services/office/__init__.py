"""The office itself: people, dates, procedures, reports, backups, the journal."""
