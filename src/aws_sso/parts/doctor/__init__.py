"""What the doctor's checks need, built when a check runs."""
