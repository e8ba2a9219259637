"""Values, rules and events of the office; standard library only, no clock, no file, no log."""
