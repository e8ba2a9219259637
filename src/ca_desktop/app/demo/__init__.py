"""Stories with made-up citizens: demonstrations, training data and long tests."""
