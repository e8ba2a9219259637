"""The exchange: pairing, packages out and in, sticks and mails, what went wrong."""
