"""Plain diagnoses of trainings, each by a rule of its own."""
