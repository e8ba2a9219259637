"""What pages and files ask; answers are frozen rows."""
