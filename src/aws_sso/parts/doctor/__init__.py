"""The dependencies of the doctor's checks, built when a check runs."""
