"""The office's keys: renewing, revoking, helping out, papers."""
