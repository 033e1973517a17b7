"""What each local government contributes: roles as data, measures M1 to M13, and the model that reads the coders."""
