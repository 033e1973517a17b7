"""How sure one can be: claims as files, the ladder of null models that tests them, and what their verdicts hang on."""
