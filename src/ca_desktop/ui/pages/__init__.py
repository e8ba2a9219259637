"""Pages of the main window, one a screen."""
