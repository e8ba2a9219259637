"""Small parts; the only bare labels and line edits of the program."""
